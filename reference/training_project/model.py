"""Oracle, inputs and misconceptions of training_project/model.

The oracle is the functional form of the network, in float64.
"""

from typing import Any

import hypothesis.strategies as st
import torch.nn.functional as F
from torch import Tensor, nn

from grader import is_own, misconception, shown
from grader.model import Text
from reference.training_project import probes_model as probes

PARAMETERS = {name: str(tuple(one.shape)) for name, one in probes.weights(0).items()}
"""Shape of every parameter by its name."""

RAN = probes.facts("Tensor", (4, 10), True)
NOT_RUN = Text(
    "没有运行过给每张图像 10 个输出的网络",
    "no network was run that gives ten numbers for an image",
)


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: it ran a network with ten outputs."""
    return bool(_networks(record))


def ran(record: Any) -> Any:
    """What the probe found; of a script, whether such a network ran."""
    return shown(record, RAN, _networks, NOT_RUN)


def parameters(record: Any) -> Any:
    """What the probe found; of a script those of the network that is most like the wanted one."""
    if record.traces is None:
        return record.value
    found = [
        {name: str(tuple(shape)) for name, shape in note.parameters.items()}
        for note in _networks(record)
    ]

    def alike(one: dict[str, str]) -> int:
        return sum(one.get(name) == shape for name, shape in PARAMETERS.items())

    return max(found, key=alike, default={})


def _networks(record: Any) -> list[Any]:
    notes = record.traces.modules
    return [note for note in notes if is_own(note.type) and note.output[1:] == [10]]


def logits(batch: int, seed: int, **_: Any) -> Tensor:
    """What the network of the contract gives, in either mode."""
    return _functional(probes.weights(seed), probes.images(batch, seed))


def gradients(batch: int, seed: int) -> dict[str, float]:
    """Norm of the gradient of the sum of squared logits, for every parameter."""
    state = {name: one.double().requires_grad_() for name, one in probes.weights(seed).items()}
    _functional(state, probes.images(batch, seed)).square().sum().backward()
    return {f"{name}.grad.norm()": one.grad.norm().item() for name, one in state.items()}


def without_gradient(got: Any) -> list[str]:
    """The parameters that no gradient reached."""
    if not isinstance(got, dict):
        return []
    return [str(key).removesuffix(".grad.norm()") for key, one in got.items() if one is None]


def batch_sizes() -> st.SearchStrategy[int]:
    """How many images there are."""
    return st.integers(1, 9)


def batches() -> st.SearchStrategy[dict[str, Any]]:
    """Some images and some weights, told by a seed, and a mode."""
    return st.fixed_dictionaries(
        {"batch": st.integers(1, 5), "seed": st.integers(0, 1000), "training": st.booleans()}
    )


def steps() -> st.SearchStrategy[dict[str, Any]]:
    """Some images and some weights."""
    return st.fixed_dictionaries({"batch": st.integers(1, 4), "seed": st.integers(0, 1000)})


def _functional(state: dict[str, Tensor], x: Tensor) -> Tensor:
    state, x = {name: one.double() for name, one in state.items()}, x.double()
    for name in ("conv1", "conv2"):
        x = F.max_pool2d(F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"]).relu(), 2)
    x = x.flatten(1)
    for name in ("fc1", "fc2"):
        x = F.linear(x, state[f"{name}.weight"], state[f"{name}.bias"]).relu()
    return F.linear(x, state["fc3.weight"], state["fc3.bias"])


class _Net(nn.Module):
    """The network in three parts, of which a misconception replaces one."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def features(self, x: Tensor) -> Tensor:
        return F.max_pool2d(self.conv2(F.max_pool2d(self.conv1(x).relu(), 2)).relu(), 2)

    def rows(self, x: Tensor) -> Tensor:
        return x.flatten(1)

    def finish(self, x: Tensor) -> Tensor:
        return x

    def forward(self, x: Tensor) -> Tensor:
        x = self.rows(self.features(x))
        return self.finish(self.fc3(self.fc2(self.fc1(x).relu()).relu()))


@misconception(
    zh="fc3 之后又做了一次 ReLU：负的 logits 变成了 0",
    en="there is a ReLU after fc3 as well: negative logits become 0",
    hint_zh="最后一层的输出原样返回，负数也要保留",
    hint_en="the last layer's output is returned as it is, negative values included",
)
class ReluAtTheEnd:
    class Net(_Net):
        def finish(self, x):
            return x.relu()


@misconception(
    zh="最后做了 softmax：输出的是概率而不是 logits",
    en="there is a softmax at the end: probabilities come out, not logits",
    hint_zh="交叉熵损失里已经含有 log_softmax，网络只输出 logits",
    hint_en="cross entropy applies log_softmax itself; the network gives plain logits",
)
class SoftmaxAtTheEnd:
    class Net(_Net):
        def finish(self, x):
            return x.softmax(1)


@misconception(
    zh="最后做了 log_softmax：输出的是对数概率而不是 logits",
    en="there is a log_softmax at the end: log-probabilities come out, not logits",
    hint_zh="交叉熵损失里已经含有 log_softmax，网络只输出 logits",
    hint_en="cross entropy applies log_softmax itself; the network gives plain logits",
)
class LogSoftmaxAtTheEnd:
    class Net(_Net):
        def finish(self, x):
            return x.log_softmax(1)


@misconception(
    zh="view 里的批次大小写死成 4",
    en="the batch size in view is fixed at 4",
    hint_zh="用 x.flatten(1) 或 x.view(x.size(0), -1)，批次大小由输入决定",
    hint_en="x.flatten(1) or x.view(x.size(0), -1) takes the batch size from the input",
)
class FixedBatchSize:
    class Net(_Net):
        def rows(self, x):
            return x.reshape(4, -1)


@misconception(
    zh="批次被并进了特征：展平得到的是一行",
    en="the batch is merged into the features: flattening gives a single row",
    hint_zh="第 0 维是批次，从第 1 维开始展平",
    hint_en="dimension 0 is the batch: flatten from dimension 1 on",
)
class OneRow:
    class Net(_Net):
        def rows(self, x):
            return x.reshape(1, -1)


@misconception(
    zh="只在最后池化一次，用别的窗口和步长凑出 5 x 5",
    en="there is only one pooling, at the end, whose window and stride give 5 x 5 as well",
    hint_zh="两个卷积之后各有一次窗口为 2 的最大池化",
    hint_en="a max pooling with window 2 follows each of the two convolutions",
)
class OnePool:
    class Net(_Net):
        def features(self, x):
            return F.max_pool2d(self.conv2(self.conv1(x).relu()).relu(), 4, 5)


@misconception(
    zh="用的是平均池化",
    en="average pooling is used",
    hint_zh="这里要的是最大池化：MaxPool2d",
    hint_en="max pooling is asked for: MaxPool2d",
)
class AveragePool:
    class Net(_Net):
        def features(self, x):
            return F.avg_pool2d(self.conv2(F.avg_pool2d(self.conv1(x).relu(), 2)).relu(), 2)
