"""Oracle, inputs and misconceptions of week5/inplace_study."""

import copy
import functools
import re
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import Mismatch, Undecided, maps, misconception, says
from grader.model import Pictures, Text

NO_HOOK = Text(
    "第一个卷积层上没有 hook：直接调用卷积层得到的特征图，两种情况没有差别",
    "there is no hook on the first convolution: with the layer called by itself both cases look"
    " alike",
)
ONE_CASE = Text(
    "hook 保存的第一个卷积层特征图只出现了一种情况（最小值见“得到”）：两种 inplace 各运行一次，"
    "改的是紧跟第一个卷积层的 ReLU（features[1]），第 28 行在不同版本的 torchvision 中是别的层",
    "the kept map of the first convolution shows one case only (its minimum is under 'got'): run"
    " with both values of inplace, on the ReLU behind the first convolution (features[1]); line 28"
    " is another layer in other versions of torchvision",
)


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


def cases(model: nn.Module) -> dict[str, nn.Module]:
    """The model with both values of the flag, each under its name."""
    return {f"inplace={inplace}": with_inplace(model, inplace) for inplace in (True, False)}


def kept_maps(model: nn.Module, image: Tensor) -> dict[str, Tensor]:
    """What the hook holds in both cases."""
    return {case: raw_hook_output(chosen, image) for case, chosen in cases(model).items()}


def pictured(model: nn.Module, image: Tensor) -> tuple[Pictures, ...]:
    """The kept maps of both cases."""
    return maps(kept_maps(model, image))


def study(model: nn.Module, image: Tensor) -> dict[str, Any]:
    """The facts of the contract."""
    kept_true, output_true = _run(with_inplace(model, True).eval(), image)
    kept_false, output_false = _run(with_inplace(model, False).eval(), image)
    return _facts(kept_true, kept_false, torch.allclose(output_true, output_false))


def attempted(record: Any) -> bool:
    """Whether a script or a text is about this exercise: hooks on conv1 and both flags, or words.

    A script with one hook and one flag is about the feature maps only, and a text that names the
    flag, or repeats the homework, has not said what it does.
    """
    return len(_cases(record)) > 1 or _observes(record.said)


def studied(record: Any, want: Any) -> Any:
    """What a function returned; of a script that saw both cases, or of a text that says it, `want`.

    Raises:
        Mismatch: the script shows one case only, or has no hook there.
        Undecided: there are words only, and they do not say what is looked for.
    """
    if record.traces is None:
        return record.value
    cases = _cases(record)
    if len(cases) > 1 or _observed(record.traces.text):
        return want
    if not cases and _observes(record.traces.text):
        raise Undecided(record.traces.text)
    lows = sorted({round(note.low, 4) for note in _first_hooks(record)})
    raise Mismatch(str(lows or "—"), "0, < 0", note=ONE_CASE if cases else NO_HOOK)


def _first_hooks(record: Any) -> list[Any]:
    """What hooks on convolutions of pictures held in the end."""
    return [note for note in record.traces.hooks if note.weight[1:2] == [3]]


def _cases(record: Any) -> set[bool]:
    """Whether such a map had values below zero, for all of them."""
    return {note.negative > 0 for note in _first_hooks(record)}


def _observes(text: str) -> bool:
    """Whether a text says something of what the flag does, whatever that is."""
    own = re.sub(r"观察.{0,40}(差异|区别|不同)|observe the difference", "", text)
    return says(
        own,
        "inplace",
        "差异|差别|区别|不同|一样|相同|覆盖|改写|改变|变成|变化|负|最小值"
        "|differ|same|equal|chang|overw?rit|negativ|below zero|minimum",
    )


def _observed(text: str) -> bool:
    """Whether a text says that ReLU in place overwrites the kept map, so that negatives go."""
    return says(
        text,
        "inplace",
        "覆盖|改写|修改|改变|原地|变成|overw?rit|in place|change|modif",
        "负|小于 ?0|小于零|最小值|negativ|below zero|minimum|less than 0",
    )


def _first_convolution(model: nn.Module) -> nn.Module:
    return next(module for module in model.modules() if isinstance(module, nn.Conv2d))


def _run(model: nn.Module, image: Tensor) -> tuple[Tensor, Tensor]:
    """What a hook on the first convolution keeps, and the model's output."""
    return _run_with_hook(model, image, _first_convolution(model))


def _run_with_hook(model: nn.Module, image: Tensor, hooked: nn.Module) -> tuple[Tensor, Tensor]:
    kept: list[Tensor] = []
    handle = hooked.register_forward_hook(lambda module, inputs, output: kept.append(output))
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
    flags = st.tuples(st.booleans(), st.booleans())
    return st.builds(
        _small_case, st.integers(0, 1000), flags, st.booleans(), st.booleans(), st.integers(2, 4)
    )


def flags() -> st.SearchStrategy[bool]:
    """The flag for the copy."""
    return st.booleans()


def _small_case(
    seed: int, inplace: tuple[bool, bool], nested: bool, training: bool, channels: int
) -> dict[str, Any]:
    features = [
        nn.Conv2d(3, channels, 3),
        nn.ReLU(inplace=inplace[0]),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2, 2),
        nn.ReLU(inplace=inplace[1]),
    ]
    head = [nn.Flatten(), nn.Dropout(0.5), nn.Linear(8, 3)]
    model = nn.Sequential(*([nn.Sequential(*features)] if nested else features), *head)
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


def _study_with(
    keep: Callable[[nn.Module, Tensor], Tensor], model: nn.Module, image: Tensor
) -> dict[str, Any]:
    """The study with another way of keeping the map."""
    kept_true = keep(with_inplace(model, True).eval(), image)
    kept_false = keep(with_inplace(model, False).eval(), image)
    return _facts(kept_true, kept_false, True)


def _alone(model: nn.Module, image: Tensor) -> Tensor:
    with torch.no_grad():
        return _first_convolution(model)(image)


def _of_first_relu(model: nn.Module, image: Tensor) -> Tensor:
    relu = next(module for module in model.modules() if isinstance(module, nn.ReLU))
    return _run_with_hook(model, image, relu)[0]


def _of_last_convolution(model: nn.Module, image: Tensor) -> Tensor:
    last = [module for module in model.modules() if isinstance(module, nn.Conv2d)][-1]
    return _run_with_hook(model, image, last)[0]


@misconception(
    zh="看到的是卷积层单独的结果（hook 里 clone，或直接调用卷积层），原地 ReLU 改不到它",
    en="the map is out of the ReLU's reach: cloned in the hook, or the convolution called alone",
    hint_zh="这里要看的正是不复制时会发生什么：在 hook 里保存 output 本身，让整个模型跑完",
    hint_en="what happens without a copy is the question: keep `output` itself and run the model",
)
class ClonedInHook:
    def raw_hook_output(model, image):
        return _alone(model, image)

    def study(model, image):
        return _study_with(_alone, model, image)


@misconception(
    zh="hook 挂在第一个 ReLU 上，而不是第一个卷积层",
    en="the hook is on the first ReLU instead of the first convolution",
    hint_zh="要看的是卷积层的输出：在 nn.Conv2d 上注册 hook",
    hint_en="the output of the convolution is wanted: register the hook on the nn.Conv2d",
)
class HookOnRelu:
    def raw_hook_output(model, image):
        return _of_first_relu(model, image)

    def study(model, image):
        return _study_with(_of_first_relu, model, image)


@misconception(
    zh="保存的是最后一个卷积层的特征图",
    en="the map that is kept is the last convolution's",
    hint_zh="每个卷积层都挂 hook 时，后面的会覆盖前面的；这里只要第一个",
    hint_en="with a hook on every convolution the last one overwrites the rest; keep the first",
)
class LastConvolution:
    def raw_hook_output(model, image):
        return _of_last_convolution(model, image)

    def study(model, image):
        return _study_with(_of_last_convolution, model, image)


@misconception(
    zh="hook 没有移除，留在了模型上",
    en="the hook is not removed and stays on the model",
    hint_zh="register_forward_hook 返回一个句柄，用完后调用它的 remove()",
    hint_en="register_forward_hook gives a handle; its remove() takes the hook away",
)
class HookLeftBehind:
    def raw_hook_output(model, image):
        _first_convolution(model).register_forward_hook(lambda module, inputs, output: None)
        return _run(model, image)[0]


@misconception(
    zh="传入的模型被切换成了 eval 模式",
    en="the given model is switched to eval mode",
    hint_zh="eval() 会改动模型本身；只对副本调用",
    hint_en="eval() changes the model itself; call it on the copies only",
)
class ModelSetToEval:
    def raw_hook_output(model, image):
        return _run(model.eval(), image)[0]

    def study(model, image):
        return study(model.eval(), image)


@misconception(
    zh="比较时没有关闭 dropout，两次运行的输出各不相同",
    en="dropout is on during the comparison, so the outputs differ by chance",
    hint_zh="对两个副本都调用 eval()",
    hint_en="call eval() on both copies",
)
class DropoutOn:
    def study(model, image):
        kept_true, output_true = _run(with_inplace(model, True), image)
        kept_false, output_false = _run(with_inplace(model, False), image)
        return _facts(kept_true, kept_false, torch.allclose(output_true, output_false))


@misconception(
    zh="比例写成了个数",
    en="counts are given in place of fractions",
    hint_zh="小于零的元素个数要除以元素总数，(x < 0).float().mean() 即可",
    hint_en="divide the count by the number of elements: (x < 0).float().mean() does that",
)
class CountsForFractions:
    def study(model, image):
        facts = study(model, image)
        count = _run(with_inplace(model, False).eval(), image)[0].numel()
        for key in ("negative_fraction_true", "negative_fraction_false"):
            facts[key] *= count
        return facts


@misconception(
    zh="零也算进了小于零的元素",
    en="zeros are counted among the values below zero",
    hint_zh="ReLU 之后有许多零，它们不小于零：用 < 而不是 <=",
    hint_en="there are many zeros behind a ReLU, and they are not below zero: < instead of <=",
)
class ZerosCounted:
    def study(model, image):
        kept_true, _ = _run(with_inplace(model, True).eval(), image)
        kept_false, _ = _run(with_inplace(model, False).eval(), image)
        return study(model, image) | {
            "negative_fraction_true": (kept_true <= 0).double().mean().item(),
            "negative_fraction_false": (kept_false <= 0).double().mean().item(),
        }


@misconception(
    zh="inplace 为 True 与 False 的结果写反了",
    en="the results for inplace=True and inplace=False are swapped",
    hint_zh="inplace=True 时保存的特征图已经过 ReLU，最小值是 0",
    hint_en="with inplace=True the kept map has passed the ReLU: its minimum is 0",
)
class CasesSwapped:
    def study(model, image):
        facts = study(model, image)
        return facts | {
            "inplace_true_min": facts["inplace_false_min"],
            "inplace_false_min": facts["inplace_true_min"],
            "negative_fraction_true": facts["negative_fraction_false"],
            "negative_fraction_false": facts["negative_fraction_true"],
        }


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
    hint_en="go through model.modules() and change every ReLU",
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


def _outermost(model: nn.Module, inplace: bool) -> nn.Module:
    changed = copy.deepcopy(model)
    for module in changed.children():
        if isinstance(module, nn.ReLU):
            module.inplace = inplace
    return changed


@misconception(
    zh="只看了最外层的子模块，里面的 ReLU 没有改",
    en="only the outermost layers are visited; a ReLU further inside keeps its flag",
    hint_zh="children() 只有一层，modules() 才会走到 features 里面",
    hint_en="children() is one level only; modules() goes inside features too",
)
class OutermostOnly:
    def with_inplace(model, inplace):
        return _outermost(model, inplace)

    def study(model, image):
        kept_true, output_true = _run(_outermost(model, True).eval(), image)
        kept_false, output_false = _run(_outermost(model, False).eval(), image)
        return _facts(kept_true, kept_false, torch.allclose(output_true, output_false))
