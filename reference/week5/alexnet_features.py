"""Oracle, inputs and misconceptions of week5/alexnet_features; torchvision builds the grids."""

import copy
import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn
from torchvision.utils import make_grid

from grader import Grid, misconception, shown, size_of
from grader.model import Text
from reference.week5.image_grid import ALEXNET_MAPS

COLUMNS = 8
MOST_MAPS = 48
"""Of the 64 maps; some may be black throughout, as where a ReLU gives nothing but zeros."""
MOSTLY_BLACK = 0.25
"""The frames alone are 8 % of the picture; a ReLU makes zeros of about half of it."""


OVERWRITTEN = Text(
    "保存的特征图里没有小于零的值：后面的 ReLU(inplace=True) 已经把它改写，hook 中应保存 output.clone()",
    "the kept maps have no value below zero: ReLU(inplace=True) behind the layer has overwritten"
    " them; output.clone() in the hook keeps them",
)
BEHIND_RELU = Text(
    "特征图里没有小于零的值：这是 ReLU 之后的值，应取第一个卷积层（features[0]）的输出",
    "the maps have no value below zero: they come from behind the ReLU; the output of the first"
    " convolution (features[0]) is wanted",
)
NO_HOOK = Text(
    "特征图是直接调用卷积层得到的，没有用 register_forward_hook：课程代码就是这样写的，这里不扣分；"
    "函数形式要求用 hook",
    "the layer is called by itself, without register_forward_hook, as in the lesson's own code: no"
    " points are lost here, the function form asks for a hook",
)


def conv1_feature_maps(model: nn.Module, image: Tensor) -> Tensor:
    """The convolution alone, in float64."""
    conv1 = copy.deepcopy(model.features[0]).double()
    with torch.no_grad():
        return conv1(image.double())


def map_picture(model: nn.Module, image: Tensor) -> tuple[Tensor, Grid]:
    """The picture of the maps, and how it is divided."""
    return _picture(conv1_feature_maps(model, image).transpose(0, 1))


def kernel_picture(model: nn.Module) -> tuple[Tensor, Grid]:
    """The picture of the kernels, and how it is divided."""
    return _picture(model.features[0].weight.detach().double())


def _picture(tiles: Tensor) -> tuple[Tensor, Grid]:
    count, _, height, width = tiles.shape
    return _grid(tiles), Grid(count, height, width, COLUMNS)


def _grid(tiles: Tensor, **options: Any) -> Tensor:
    return make_grid(tiles, **{"nrow": COLUMNS, "normalize": True, "scale_each": True, **options})


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: a grid of maps, or one of that size."""
    sizes = {size_of(picture) for picture in record.log.images}
    return bool(_map_grids(record)) or ALEXNET_MAPS in sizes


def kept_maps(record: Any, want: Any) -> Any:
    """What the probe found; of a script, whose picture is its own, `want` if it has the maps.

    Raises:
        Mismatch: no value below zero was kept, so that these are not the convolution's.
    """
    hooked = record.traces is not None and _first_hooks(record)
    return shown(record, want, _has_negatives, OVERWRITTEN if hooked else BEHIND_RELU)


def advice(record: Any) -> list[Text]:
    """What the lesson's own code does, too."""
    return [] if record.traces.hooks else [NO_HOOK]


def _first_hooks(record: Any) -> list[Any]:
    """What hooks on convolutions of pictures held in the end."""
    return [note for note in record.traces.hooks if note.weight[1:2] == [3]]


def _map_grids(record: Any) -> list[Any]:
    """Grids that were made of AlexNet's maps."""
    return [note for note in record.traces.grids if note.images[:2] == [64, 1]]


def _has_negatives(record: Any) -> bool:
    held = any(note.negative > 0 for note in _first_hooks(record))
    drawn = any(note.low < 0 for note in _map_grids(record))
    return held or drawn or any(map(_shows_negatives, record.log.images))


def _shows_negatives(picture: Any) -> bool:
    """Whether a picture of maps is not mostly black, as it is behind a ReLU."""
    if size_of(picture) != ALEXNET_MAPS:
        return False
    return bool((picture.pixels() == 0).all(axis=2).mean() < MOSTLY_BLACK)


@functools.cache
def homework() -> dict[str, Any]:
    """torchvision's AlexNet with a small head, so that it travels, and a picture of noise."""
    from torchvision.models import AlexNet

    with torch.device("meta"):
        features = AlexNet().features
    model = _model(features.to_empty(device="cpu"), nn.Linear(9216, 10))
    generator = _draw(model, seed=7)
    return {"model": model.eval(), "image": torch.rand(1, 3, 224, 224, generator=generator) - 0.5}


def cases() -> st.SearchStrategy[dict[str, Any]]:
    """A small network built like AlexNet, in either mode, and an image for it."""
    return st.builds(
        _case,
        st.integers(0, 1000),
        st.integers(2, 10),
        st.tuples(st.booleans(), st.booleans()),
        st.booleans(),
        st.booleans(),
    )


def _case(
    seed: int, channels: int, inplace: tuple[bool, bool], training: bool, constant: bool
) -> dict[str, Any]:
    """`constant`: the first kernel is zero, and so its map is constant."""
    features = nn.Sequential(
        nn.Conv2d(3, channels, 3),
        nn.ReLU(inplace=inplace[0]),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2, 2),
        nn.ReLU(inplace=inplace[1]),
    )
    model = _model(features, nn.Linear(12, 3))
    generator = _draw(model, seed)
    if constant:
        with torch.no_grad():
            features[0].weight[0] = 0
    image = torch.rand(1, 3, 8, 10, generator=generator) - 0.5
    return {"model": model.train(training), "image": image}


def _model(features: nn.Module, linear: nn.Module) -> nn.Module:
    classifier = nn.Sequential(nn.Dropout(0.5), linear)
    parts = {"features": features, "flatten": nn.Flatten(), "classifier": classifier}
    return nn.Sequential(OrderedDict(parts))


def _draw(model: nn.Module, seed: int) -> torch.Generator:
    """Weights; those of the first kernels on scales of their own, as trained ones are."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            fan_in = max(1, parameter[0].numel())
            parameter.uniform_(-1, 1, generator=generator).mul_(fan_in**-0.5)
        kernels = model.features[0].weight
        kernels.mul_(0.2 + torch.rand(len(kernels), 1, 1, 1, generator=generator))
    return generator


def _write(log_dir: str, picture: Tensor) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        writer.add_image("alexnet", picture)


def _caught(model: nn.Module, image: Tensor, layer: nn.Module, clone: bool = True) -> Tensor:
    """What a hook on a layer has kept when the model has run."""
    kept: list[Tensor] = []
    handle = layer.register_forward_hook(
        lambda module, args, output: kept.append(output.clone() if clone else output)
    )
    with torch.no_grad():
        model(image.clone())
    handle.remove()
    return kept[0]


def _log_maps(
    maps: Callable[[nn.Module, Tensor], Tensor], **options: Any
) -> Callable[[str, nn.Module, Tensor], None]:
    """A `log_feature_maps` that shows other maps, or in another way."""

    def log_feature_maps(log_dir: str, model: nn.Module, image: Tensor) -> None:
        _write(log_dir, _grid(maps(model, image).transpose(0, 1), **options))

    return log_feature_maps


def _right(model: nn.Module, image: Tensor) -> Tensor:
    return _caught(model, image, model.features[0])


def _log_kernels(log_dir: str, model: nn.Module) -> None:
    _write(log_dir, _grid(model.features[0].weight.detach()))


def _not_cloned(model: nn.Module, image: Tensor) -> Tensor:
    return _caught(model, image, model.features[0], clone=False)


@misconception(
    zh="hook 保存 output 时没有 clone，原地 ReLU 把它覆盖了",
    en="the hook keeps `output` without a clone, and the ReLU in place overwrites it",
    hint_zh="在 hook 里写 output.clone()；detach() 与原张量共享内存，不起作用",
    hint_en="write output.clone() in the hook; detach() shares the memory and is no help",
)
class NotCloned:
    conv1_feature_maps = _not_cloned
    log_feature_maps = _log_maps(_not_cloned)
    log_kernels = _log_kernels


def _behind_relu(model: nn.Module, image: Tensor) -> Tensor:
    return _caught(model, image, model.features[1])


@misconception(
    zh="取的是 ReLU 之后的值，不是卷积层的输出",
    en="the values come from behind the ReLU, not from the convolution",
    hint_zh="hook 应注册在 model.features[0] 上，不对结果再做 ReLU",
    hint_en="the hook belongs on model.features[0], and no ReLU on what it keeps",
)
class BehindRelu:
    conv1_feature_maps = _behind_relu
    log_feature_maps = _log_maps(_behind_relu)
    log_kernels = _log_kernels


def _last_convolution(model: nn.Module, image: Tensor) -> Tensor:
    last = [module for module in model.modules() if isinstance(module, nn.Conv2d)][-1]
    return _caught(model, image, last)


@misconception(
    zh="得到的是最后一个卷积层的特征图",
    en="the maps are the last convolution's",
    hint_zh="每个卷积层都挂 hook 时，后面的会覆盖前面的；这里要第一个",
    hint_en="with a hook on every convolution the last one overwrites the rest; keep the first",
)
class LastConvolution:
    conv1_feature_maps = _last_convolution
    log_feature_maps = _log_maps(_last_convolution)
    log_kernels = _log_kernels


def _hook_left(model: nn.Module, image: Tensor) -> Tensor:
    model.features[0].register_forward_hook(lambda module, args, output: None)
    return _right(model, image)


@misconception(
    zh="hook 没有移除，留在了模型上",
    en="the hook is not removed and stays on the model",
    hint_zh="register_forward_hook 返回一个句柄，用完后调用它的 remove()",
    hint_en="register_forward_hook gives a handle; its remove() takes the hook away",
)
class HookLeftBehind:
    conv1_feature_maps = _hook_left
    log_feature_maps = _log_maps(_hook_left)
    log_kernels = _log_kernels


@misconception(
    zh="直接调用卷积层，没有使用 hook",
    en="the convolution is called directly, without a hook",
    hint_zh="数值正确，但要求是让整个模型运行，由 register_forward_hook 取出中间结果",
    hint_en="the numbers are right, but a hook is to catch them while the whole model runs",
)
class WithoutHook:
    def conv1_feature_maps(model, image):
        return model.features[0](image)


def _set_to_eval(model: nn.Module, image: Tensor) -> Tensor:
    return _right(model.eval(), image)


@misconception(
    zh="模型被切换成了 eval 模式，没有恢复",
    en="the model is switched to eval mode and stays there",
    hint_zh="第一个卷积层的输出与模式无关，不需要 eval()；若要切换，最后应恢复",
    hint_en="the first convolution needs no eval(); a mode that is changed is to be put back",
)
class SetToEval:
    conv1_feature_maps = _set_to_eval
    log_feature_maps = _log_maps(_set_to_eval)
    log_kernels = _log_kernels


def _flags_off(model: nn.Module, image: Tensor) -> Tensor:
    for module in model.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    return _right(model, image)


@misconception(
    zh="把模型的 inplace 改成了 False，没有恢复",
    en="inplace is switched off on the model and stays off",
    hint_zh="不改模型，在 hook 里 clone 即可；若要改，应改副本",
    hint_en="with a clone in the hook the model can stay as it is; or change a copy of it",
)
class FlagsOff:
    conv1_feature_maps = _flags_off
    log_feature_maps = _log_maps(_flags_off)
    log_kernels = _log_kernels


@misconception(
    zh="所有小图一起缩放，没有各自缩放",
    en="all tiles are scaled together instead of each on its own",
    hint_zh="make_grid 有 normalize=True 和 scale_each=True 两个参数，两个都要写",
    hint_en="make_grid has normalize=True and scale_each=True; both are needed",
)
class ScaledTogether:
    log_feature_maps = _log_maps(_right, scale_each=False)

    def log_kernels(log_dir, model):
        _write(log_dir, _grid(model.features[0].weight.detach(), scale_each=False))


@misconception(
    zh="没有缩放就写成了图像",
    en="the values are written as they are, without scaling",
    hint_zh="add_image 把 [0, 1] 之外的数值截断：先用 normalize=True、scale_each=True 缩放",
    hint_en="add_image cuts off what is outside [0, 1]: scale by normalize=True, scale_each=True",
)
class NotScaled:
    log_feature_maps = _log_maps(_right, normalize=False, scale_each=False)

    def log_kernels(log_dir, model):
        _write(log_dir, _grid(model.features[0].weight.detach(), normalize=False, scale_each=False))


@misconception(
    zh="卷积核的每个通道单独成为一幅灰度图",
    en="each channel of a kernel is a grey tile of its own",
    hint_zh="第一层的卷积核有三个通道，各成一幅彩色小图：make_grid 可直接接收 (C, 3, h, w)",
    hint_en="a kernel of three channels is one colour tile: make_grid takes (C, 3, h, w) as it is",
)
class ChannelsApart:
    def log_kernels(log_dir, model):
        _write(log_dir, _grid(model.features[0].weight.detach().flatten(0, 1)[:, None]))
