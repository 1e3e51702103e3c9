"""Oracle, inputs and misconceptions of week5/inplace_study."""

import copy
import functools
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import misconception


def with_inplace(model: nn.Module, inplace: bool) -> nn.Module:
    """A copy with the flag on every ReLU."""
    changed = copy.deepcopy(model)
    for module in changed.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = inplace
    return changed


def raw_hook_output(model: nn.Module, image: Tensor) -> Tensor:
    """The output of the first convolution as a hook holds it after the forward pass."""
    kept, _ = _run(model, image)
    return kept


def study(model: nn.Module, image: Tensor) -> dict[str, Any]:
    """The facts of the contract."""
    kept_true, output_true = _run(with_inplace(model, True).eval(), image)
    kept_false, output_false = _run(with_inplace(model, False).eval(), image)
    return _facts(kept_true, kept_false, torch.allclose(output_true, output_false))


def _first_convolution(model: nn.Module) -> nn.Module:
    return next(module for module in model.modules() if isinstance(module, nn.Conv2d))


def _run(model: nn.Module, image: Tensor, clone: bool = False) -> tuple[Tensor, Tensor]:
    kept: list[Tensor] = []
    keep = (lambda output: output.clone()) if clone else (lambda output: output)
    handle = _first_convolution(model).register_forward_hook(
        lambda module, inputs, output: kept.append(keep(output))
    )
    with torch.no_grad():
        output = model(image.clone())
    handle.remove()
    return kept[0], output


@functools.cache
def alexnet() -> nn.Module:
    """torchvision's AlexNet, its weights drawn from a seed, with a small head: it travels."""
    from torchvision.models import AlexNet

    with torch.device("meta"):
        features = AlexNet().features
    model = nn.Sequential(features.to_empty(device="cpu"), nn.Flatten(), nn.Linear(9216, 10))
    _draw_weights(model, seed=5)
    return model.eval()


def picture() -> Tensor:
    """A picture of noise, shape (1, 3, 224, 224)."""
    return torch.rand(1, 3, 224, 224, generator=torch.Generator().manual_seed(3)) - 0.5


def models() -> st.SearchStrategy[dict[str, Any]]:
    """A small network of the same kind, in train or eval mode, and an image for it."""
    return st.builds(
        _small_case, st.integers(0, 1000), st.booleans(), st.booleans(), st.integers(2, 4)
    )


def flags() -> st.SearchStrategy[bool]:
    """The flag for the copy."""
    return st.booleans()


def _small_case(seed: int, inplace: bool, training: bool, channels: int) -> dict[str, Any]:
    model = nn.Sequential(
        nn.Conv2d(3, channels, 3),
        nn.ReLU(inplace=inplace),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2, 2),
        nn.ReLU(inplace=inplace),
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(8, 3),
    )
    _draw_weights(model, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    image = torch.rand(1, 3, 8, 8, generator=generator) - 0.5
    return {"model": model.train(training), "image": image}


def _draw_weights(model: nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            fan_in = max(1, parameter[0].numel())
            parameter.uniform_(-1, 1, generator=generator).mul_(fan_in**-0.5)


def _facts(kept_true: Tensor, kept_false: Tensor, outputs_equal: bool) -> dict[str, Any]:
    return {
        "inplace_true_min": kept_true.min().item(),
        "inplace_false_min": kept_false.min().item(),
        "negative_fraction_true": (kept_true < 0).double().mean().item(),
        "negative_fraction_false": (kept_false < 0).double().mean().item(),
        "maps_equal": torch.equal(kept_true, kept_false),
        "relu_of_false_equals_true": torch.allclose(kept_false.relu(), kept_true),
        "model_outputs_equal": outputs_equal,
    }


@misconception(
    zh="hook 里复制了输出，所以看不到原地 ReLU 的影响",
    en="the hook copies the output, so the effect of the in-place ReLU is not seen",
    hint_zh="这里要看的正是不复制时会发生什么：保存 output 本身",
    hint_en="what happens without a copy is the very question: keep `output` itself",
)
class ClonedInHook:
    def raw_hook_output(model, image):
        return _run(model, image, clone=True)[0]

    def study(model, image):
        kept, _ = _run(copy.deepcopy(model).eval(), image, clone=True)
        return _facts(kept, kept, True)


@misconception(
    zh="两次运行共用同一个模型，第二次改动标志时第一次的也变了",
    en="both runs share one model: the second flag replaces the first",
    hint_zh="每种情况各用一份深拷贝",
    hint_en="each case needs a deep copy of its own",
)
class SharedModel:
    def with_inplace(model, inplace):
        for module in model.modules():
            if isinstance(module, nn.ReLU):
                module.inplace = inplace
        return model

    def study(model, image):
        shared = with_inplace(model, False).eval()
        kept, _ = _run(shared, image)
        return _facts(kept, kept, True)


@misconception(
    zh="只改了第一个 ReLU",
    en="only the first ReLU is changed",
    hint_zh="遍历 model.modules()，每个 ReLU 都要改",
    hint_en="model.modules() visits every ReLU; each is to be changed",
)
class FirstReluOnly:
    def with_inplace(model, inplace):
        changed = copy.deepcopy(model)
        next(m for m in changed.modules() if isinstance(m, nn.ReLU)).inplace = inplace
        return changed


@misconception(
    zh="两次运行用了不同的图像",
    en="the two runs use different images",
    hint_zh="比较时只能有一处不同：inplace",
    hint_en="a comparison may differ in one thing only: inplace",
)
class OtherImage:
    def study(model, image):
        kept_true, output_true = _run(with_inplace(model, True).eval(), image)
        kept_false, output_false = _run(with_inplace(model, False).eval(), image.flip(3))
        return _facts(kept_true, kept_false, torch.allclose(output_true, output_false))
