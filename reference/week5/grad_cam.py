"""Oracle, inputs and misconceptions of week5/grad_cam; autograd gives the gradients, in float64."""

import copy
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import misconception

CLEAR = 0.05
"""How far from zero, and from one another, the values of a map are, of its largest term: nearer
ones may round to another sign, and scaling makes that large."""
LEAST_SPREAD = 0.01
"""Some add 1e-8 or the like to max - min, so that it is never zero; that must not show."""


def cam(features: Tensor, fc_weight: Tensor, class_index: int) -> Tensor:
    """The map of the contract, in float64."""
    return _scaled(_weighted(features, fc_weight[class_index]))


def grad_cam(model: nn.Module, layer: nn.Module, image: Tensor, class_index: int) -> Tensor:
    """The map of the contract, in float64."""
    return _scaled(_raw_grad_cam(model, layer, image, class_index).relu())


def rectified_cam(model: nn.Module, layer: str, image: Tensor, class_index: int) -> Tensor:
    """The unscaled CAM of a pooled network after a ReLU, scaled."""
    maps, _ = _maps_and_gradient(model, model.get_submodule(layer), image, _class(class_index))
    return _scaled(_weighted(maps[0], model[-1].weight[class_index]).relu())


def _weighted(features: Tensor, weights: Tensor) -> Tensor:
    return torch.einsum("c,chw->hw", weights.detach().double(), features.double())


def _scaled(values: Tensor) -> Tensor:
    low, high = values.min(), values.max()
    return torch.zeros_like(values) if low == high else (values - low) / (high - low)


def _class(class_index: int) -> Callable[[Tensor], Tensor]:
    return lambda scores: scores[0, class_index]


def _raw_grad_cam(model: nn.Module, layer: nn.Module, image: Tensor, class_index: int) -> Tensor:
    maps, gradient = _maps_and_gradient(model, layer, image, _class(class_index))
    return _weighted(maps[0], gradient[0].mean(dim=(1, 2)))


def _maps_and_gradient(
    model: nn.Module, layer: nn.Module, image: Tensor, target: Callable[[Tensor], Tensor]
) -> tuple[Tensor, Tensor]:
    """A layer's output and the target's gradient there, in float64, on a copy of the model."""
    name = next(name for name, module in model.named_modules() if module is layer)
    twin, kept = copy.deepcopy(model).double(), []

    def keep(module: nn.Module, args: Any, output: Tensor) -> Tensor:
        kept.append(output)
        return output.clone()  # what follows in place changes the clone

    twin.get_submodule(name).register_forward_hook(keep)
    score = target(twin(image.double()))
    (gradient,) = torch.autograd.grad(score, kept[0])
    return kept[0].detach(), gradient


def worked_features() -> dict[str, Any]:
    """Unscaled [[-1, 4], [-3, 2]] for class 1, so that a ReLU shows; no two scale alike."""
    return {
        "features": torch.tensor([[[1.0, 2.0], [0.0, 1.0]], [[3.0, 0.0], [3.0, 0.0]]]),
        "fc_weight": torch.tensor([[1.0, 1.0], [2.0, -1.0], [0.0, 3.0]]),
        "class_index": 1,
    }


def worked_network() -> dict[str, Any]:
    """Two 1x1 kernels, pooled. Unscaled [[-1, 3], [-3, 2]] for class 1, which scores less."""
    model = nn.Sequential(
        nn.Conv2d(3, 2, 1, bias=False), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 2)
    )
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 0, 0], [0, 1, -1]]).view(2, 3, 1, 1))
        model[3].weight.copy_(torch.tensor([[2.0, 1.0], [1.0, -1.0]]))
        model[3].bias.zero_()
    red = [[1.0, 2.0], [0.0, 1.0]]
    green = [[2.0, 0.0], [3.0, 0.0]]
    blue = [[0.0, 1.0], [0.0, 1.0]]
    image = torch.tensor([[red, green, blue]])
    return {"model": model.eval(), "layer": "0", "image": image, "class_index": 1}


def features() -> st.SearchStrategy[dict[str, Any]]:
    """Maps and weights in quarters, whose sums are exact, so that constant maps are constant."""
    sides = st.lists(st.integers(1, 4), min_size=2, max_size=2, unique=True)
    return st.builds(
        _features,
        st.integers(0, 1000),
        st.integers(1, 5),
        sides,
        st.integers(1, 4),
        st.integers(0, 3),
        st.sampled_from(["any", "any", "any", "constant", "transposed"]),
    )


def networks() -> st.SearchStrategy[dict[str, Any]]:
    """Small networks, one of their layers by name, an image, and a class."""
    return _networks(st.booleans()).filter(_is_clear)


def pooled_networks() -> st.SearchStrategy[dict[str, Any]]:
    """Those that end in global pooling and a linear layer, at the last layer before."""
    return _networks(st.just(True)).map(_at_last_layer).filter(_is_clear).filter(_is_visible)


def visible_networks() -> st.SearchStrategy[dict[str, Any]]:
    """Those whose map is not zero throughout."""
    return networks().filter(_is_visible)


def _networks(pooled: st.SearchStrategy[bool]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        _network,
        st.integers(0, 1000),
        st.integers(1, 4),
        st.sampled_from([(4, 6), (6, 4), (3, 7), (5, 5), (3, 3)]),
        st.sampled_from(["0", "3", "0", "1", "2"]),
        st.integers(0, 2),
        pooled,
        inplace=st.sampled_from([True, True, False]),
        normed=st.booleans(),
        ends_in_relu=st.sampled_from([True, True, False]),
        lifted=st.sampled_from([False, False, False, True]),
    )


def _features(
    seed: int, channels: int, sides: list[int], classes: int, class_index: int, kind: str
) -> dict[str, Any]:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randint(-8, 9, (channels, *sides), generator=generator) / 4
    weight = torch.randint(-8, 9, (classes, channels), generator=generator) / 4
    if kind == "constant":
        features = features[:, :1, :1].expand(channels, *sides).contiguous()
    if kind == "transposed":
        features = features.transpose(1, 2).contiguous().transpose(1, 2)
    return {"features": features, "fc_weight": weight, "class_index": class_index % classes}


def _network(
    seed: int,
    channels: int,
    size: tuple[int, int],
    layer: str,
    class_index: int,
    pooled: bool,
    inplace: bool,
    normed: bool,
    ends_in_relu: bool,
    lifted: bool,
) -> dict[str, Any]:
    """Images of 3 by 3 leave one place at the second convolution.

    `lifted`: the maps are positive throughout, so that the smallest value of a CAM may be, too.
    """
    height, width = size
    norm = nn.BatchNorm2d(channels) if normed else nn.Identity()
    layers = [
        nn.Conv2d(3, channels, 2),
        norm,
        nn.ReLU(inplace=inplace),
        nn.Conv2d(channels, 2, 2),
        *([nn.ReLU(inplace=inplace)] if ends_in_relu else []),
    ]
    places = 1 if pooled else (height - 2) * (width - 2)
    pool = [nn.AdaptiveAvgPool2d(1)] if pooled else []
    model = nn.Sequential(*layers, *pool, nn.Flatten(), nn.Linear(2 * places, 3))
    generator = _draw(model, seed)
    if lifted:
        with torch.no_grad():
            for convolution in (layers[0], layers[3]):
                convolution.bias.add_(2)
    image = torch.rand(1, 3, height, width, generator=generator)
    return {"model": model.eval(), "layer": layer, "image": image, "class_index": class_index}


def _draw(model: nn.Module, seed: int) -> torch.Generator:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-1, 1, generator=generator)
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.uniform_(-0.5, 0.5, generator=generator)
                module.running_var.uniform_(0.5, 2, generator=generator)
    return generator


def _at_last_layer(case: dict[str, Any]) -> dict[str, Any]:
    """The layer before pooling, flattening and the linear layer."""
    return case | {"layer": str(len(case["model"]) - 4)}


def _is_clear(case: dict[str, Any]) -> bool:
    """Whether rounding leaves the map as it is, up to the tolerance."""
    layer = case["model"].get_submodule(case["layer"])
    maps, gradient = _maps_and_gradient(
        case["model"], layer, case["image"], _class(case["class_index"])
    )
    weights = gradient[0].mean(dim=(1, 2))
    raw, largest = _weighted(maps[0], weights), (weights[:, None, None] * maps[0]).abs().max()
    margin = CLEAR * largest
    spread = raw.relu().max() - raw.relu().min()
    if raw.numel() > 1 and raw.max() > 0:
        return bool(spread > max(margin, LEAST_SPREAD))
    if raw.numel() == 1:
        return True  # zero, whatever it holds
    # zeros throughout after the ReLU, without doubt; they tell little: one class in three will do
    zeros = bool(raw.max() < -margin) or bool((weights == 0).all())
    return zeros and case["class_index"] == 0


def _is_visible(case: dict[str, Any]) -> bool:
    layer = case["model"].get_submodule(case["layer"])
    return bool(grad_cam(case["model"], layer, case["image"], case["class_index"]).any())


def _with_gradients(
    combine: Callable[[Tensor, Tensor], Tensor],
    target: Callable[[Tensor, int], Tensor] = lambda scores, index: scores[0, index],
) -> Callable[[nn.Module, nn.Module, Tensor, int], Tensor]:
    """A `grad_cam` that makes its map otherwise of the layer's maps (C, h, w) and gradients."""

    def grad_cam(model: nn.Module, layer: nn.Module, image: Tensor, class_index: int) -> Tensor:
        maps, gradient = _maps_and_gradient(
            model, layer, image, lambda scores: target(scores, class_index)
        )
        return _scaled(combine(maps[0], gradient[0]))

    return grad_cam


def _averaged(maps: Tensor, gradient: Tensor) -> Tensor:
    return _weighted(maps, gradient.mean(dim=(1, 2))).relu()


@misconception(
    zh="梯度没有平均，与特征图逐点相乘",
    en="the gradients are not averaged but multiplied place by place",
    hint_zh="每个通道只有一个权重：先在高和宽上对梯度取平均",
    hint_en="a channel has one weight: average its gradients over height and width first",
)
class PlaceByPlace:
    grad_cam = _with_gradients(lambda maps, gradient: (maps * gradient).sum(dim=0).relu())


@misconception(
    zh="Grad-CAM 没有做 ReLU，或在缩放之后才做",
    en="Grad-CAM has no ReLU, or applies it only after scaling",
    hint_zh="加权求和之后、缩放之前做 ReLU：只看支持该类别的位置",
    hint_en="the ReLU belongs between the weighted sum and scaling: keep what speaks for the class",
)
class NoRelu:
    grad_cam = _with_gradients(lambda maps, gradient: _weighted(maps, gradient.mean(dim=(1, 2))))


@misconception(
    zh="ReLU 做早了：先对特征图做 ReLU，再加权求和",
    en="the ReLU comes too early: on the maps, before the weighted sum",
    hint_zh="顺序是：加权求和、ReLU、缩放",
    hint_en="the order is: weighted sum, ReLU, scaling",
)
class ReluFirst:
    grad_cam = _with_gradients(
        lambda maps, gradient: _weighted(maps.relu(), gradient.mean(dim=(1, 2)))
    )


@misconception(
    zh="对 softmax 之后的概率求梯度",
    en="the gradient is that of the probability, after a softmax",
    hint_zh="对得分 model(image)[0, class_index] 求梯度，不做 softmax",
    hint_en="take the gradient of the score model(image)[0, class_index], without softmax",
)
class OfProbability:
    grad_cam = _with_gradients(_averaged, lambda scores, index: scores.softmax(dim=1)[0, index])


@misconception(
    zh="解释的是得分最高的类别，没有用 class_index",
    en="the class of the highest score is explained; class_index is not used",
    hint_zh="用 model(image)[0, class_index]，不是 max()",
    hint_en="use model(image)[0, class_index] instead of max()",
)
class LargestClass:
    grad_cam = _with_gradients(_averaged, lambda scores, index: scores.max())


@misconception(
    zh="得分是所有类别之和，没有用 class_index",
    en="the scores of all classes are summed; class_index is not used",
    hint_zh="只对 model(image)[0, class_index] 求梯度",
    hint_en="take the gradient of model(image)[0, class_index] alone",
)
class AllClasses:
    grad_cam = _with_gradients(_averaged, lambda scores, index: scores.sum())


@misconception(
    zh="保存的特征图被后面的原地 ReLU 覆盖了",
    en="the kept maps are overwritten by the in-place ReLU that follows the layer",
    hint_zh="在 hook 中保存 output.clone()，或让 hook 返回 output.clone()",
    hint_en="keep output.clone() in the hook, or let the hook return output.clone()",
)
class Overwritten:
    def grad_cam(model, layer, image, class_index):
        modules = list(model.modules())
        following = modules[modules.index(layer) + 1 :]
        behind = next(one for one in following if not isinstance(one, nn.Identity))
        overwritten = isinstance(behind, nn.ReLU) and behind.inplace
        maps, gradient = _maps_and_gradient(model, layer, image, _class(class_index))
        kept = maps[0].relu() if overwritten else maps[0]
        return _scaled(_averaged(kept, gradient[0]))


@misconception(
    zh="除以最大值，没有减去最小值",
    en="the map is divided by its largest value; the smallest is not subtracted",
    hint_zh="缩放是 (m - min) / (max - min)",
    hint_en="scaling is (m - min) / (max - min)",
)
class DividedByLargest:
    def cam(features, fc_weight, class_index):
        values = _weighted(features, fc_weight[class_index])
        return values / values.max()

    def grad_cam(model, layer, image, class_index):
        values = _raw_grad_cam(model, layer, image, class_index).relu()
        return values / values.max() if values.max() > 0 else values


@misconception(
    zh="处处相等的图除以零，成了 NaN",
    en="a map that is the same everywhere is divided by zero and becomes NaN",
    hint_zh="max 等于 min 时返回全零",
    hint_en="where max equals min, return zeros",
)
class DividesByZero:
    def cam(features, fc_weight, class_index):
        values = _weighted(features, fc_weight[class_index])
        return (values - values.min()) / (values.max() - values.min())

    def grad_cam(model, layer, image, class_index):
        values = _raw_grad_cam(model, layer, image, class_index).relu()
        return (values - values.min()) / (values.max() - values.min())


@misconception(
    zh="没有缩放到 [0, 1]",
    en="the map is not scaled to [0, 1]",
    hint_zh="最后一步是 (m - min) / (max - min)",
    hint_en="the last step is (m - min) / (max - min)",
)
class NotScaled:
    def cam(features, fc_weight, class_index):
        return _weighted(features, fc_weight[class_index])

    def grad_cam(model, layer, image, class_index):
        return _raw_grad_cam(model, layer, image, class_index).relu()


@misconception(
    zh="CAM 也做了 ReLU",
    en="CAM has a ReLU as well",
    hint_zh="ReLU 属于 Grad-CAM；CAM 在加权求和之后直接缩放",
    hint_en="only Grad-CAM has a ReLU; CAM is scaled right after the weighted sum",
)
class ReluInCam:
    def cam(features, fc_weight, class_index):
        return _scaled(_weighted(features, fc_weight[class_index]).relu())


@misconception(
    zh="CAM 用了所有类别的权重",
    en="CAM uses the weights of all classes",
    hint_zh="fc_weight[class_index] 是一个类别的权重，形状为 (C,)",
    hint_en="fc_weight[class_index] holds the weights of one class, shape (C,)",
)
class AllWeights:
    def cam(features, fc_weight, class_index):
        return _scaled(_weighted(features, fc_weight.sum(dim=0)))


@misconception(
    zh="backward() 改动了参数上原有的梯度",
    en="backward() changes gradients that the parameters already had",
    hint_zh="torch.autograd.grad(score, output) 只求需要的梯度，不改动参数的 grad",
    hint_en="torch.autograd.grad(score, output) gives it and leaves the grad of parameters alone",
)
class GradientsAdded:
    def grad_cam(model, layer, image, class_index):
        found = grad_cam(model, layer, image, class_index)
        model(image)[0, class_index].backward()
        return found


@misconception(
    zh="hook 没有移除，留在了模型上",
    en="the hook is not removed and stays on the model",
    hint_zh="register_forward_hook 返回一个句柄，用完后调用它的 remove()",
    hint_en="register_forward_hook returns a handle; call its remove() when done",
)
class HookLeftBehind:
    def grad_cam(model, layer, image, class_index):
        found = grad_cam(model, layer, image, class_index)
        layer.register_forward_hook(lambda module, args, output: None)
        return found
