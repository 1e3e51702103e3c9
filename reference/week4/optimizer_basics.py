"""Oracle, inputs and misconceptions of week4/optimizer_basics. The oracle is torch.optim.SGD."""

from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor

from grader import misconception

GradientDescent = torch.optim.SGD

TOUR = {
    "weight": torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
    "gradient": torch.ones(2, 2),
    "lr": 0.1,
    "later_lr": 1.0,
}
"""The lesson's weight and rates."""

LESSON = {
    "after_step": [[0.9, 1.9], [2.9, 3.9]],
    "after_step_with_later_lr": [[-0.1, 0.9], [1.9, 2.9]],
    "zero_grad_clears": True,
    "groups": 2,
    "lr_of_second_group": 0.0001,
    "holds_the_tensor": True,
}

DESCENT = {"weight": [0.25], "subclass_of_torch": False}

REPETITIONS = {
    "refused_across_groups": True,
    "refused_within_a_group": True,
    "refused_at_construction": True,
    "groups_afterwards": 1,
    "after_a_step": [0.5, 0.5],
}


def complete_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Groups, their rates, and a gradient for every parameter at each of up to three steps."""
    own = st.one_of(st.none(), _rates())
    return st.builds(_with_steps, _groups(own), _rates(), _rates(), st.integers(1, 3), _seeds())


def partial_cases() -> st.SearchStrategy[dict[str, Any]]:
    """One rate for all groups and steps, where some parameter has no gradient."""
    cases = st.builds(
        _with_steps, _groups(_one_rate()), _one_rate(), _one_rate(), st.integers(1, 3), _seeds()
    )
    return st.builds(_drop_one, cases, st.integers(0, 20))


def action_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Groups of one rate, and up to six actions, some backward pass and some step among them."""
    action = st.sampled_from(["backward", "step", "zero_grad"])
    actions = st.lists(action, min_size=2, max_size=6)
    return st.builds(
        lambda groups, lr, actions, seed: {
            "lr": lr,
            "groups": groups,
            "gradients": _like(groups, seed),
            "actions": actions,
        },
        _groups(_one_rate()),
        _one_rate(),
        actions.filter(lambda drawn: {"backward", "step"} <= set(drawn)),
        _seeds(),
    )


def state_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Groups with their rates, and another rate than the first."""
    return st.builds(
        lambda groups, lr, seed: {
            "lr": lr,
            "groups": groups,
            "gradients": _like(groups, seed),
            "other_lr": lr + 1,
        },
        _groups(_rates()),
        _rates(),
        _seeds(),
    )


def _one_rate() -> st.SearchStrategy[float]:
    """The same for everybody: where rates are no matter of the claim."""
    return st.just(0.5)


def _rates() -> st.SearchStrategy[float]:
    return st.integers(1, 100).map(lambda n: n / 100)


def _seeds() -> st.SearchStrategy[int]:
    return st.integers(0, 1000)


def _groups(
    rates: st.SearchStrategy[float | None],
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """One to three groups of one or two tensors, with their rates; the first has none of its own."""
    shape = st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple)
    shapes = st.lists(shape, min_size=1, max_size=2)
    groups = st.lists(st.tuples(shapes, rates), min_size=1, max_size=3)
    return st.builds(_fill, groups, _seeds())


def _fill(groups: list[tuple[list[tuple[int, ...]], float | None]], seed: int) -> list[Any]:
    generator = torch.Generator().manual_seed(seed)
    filled: list[dict[str, Any]] = []
    for shapes, lr in groups:
        params = [_round(torch.rand(shape, generator=generator)) for shape in shapes]
        own = {} if lr is None or not filled else {"lr": lr}
        filled.append({"params": params, **own})
    return filled


def _like(groups: list[dict[str, Any]], seed: int) -> list[Tensor]:
    """A gradient from 1 to 2 for every parameter."""
    generator = torch.Generator().manual_seed(seed)
    return [
        1 + _round(torch.rand(tensor.shape, generator=generator))
        for group in groups
        for tensor in group["params"]
    ]


def _round(tensor: Tensor) -> Tensor:
    """To quarters, which are easily read and exact in float32."""
    return (4 * tensor).round() / 4


def _with_steps(
    groups: list[dict[str, Any]], lr: float, later_lr: float, steps: int, seed: int
) -> dict[str, Any]:
    gradients = [_like(groups, seed + step) for step in range(steps)]
    return {"lr": lr, "groups": groups, "gradients": gradients, "later_lr": later_lr}


def _drop_one(case: dict[str, Any], place: int) -> dict[str, Any]:
    """The case with a second group at least, and one parameter that never has a gradient."""
    groups = case["groups"]
    if len(case["gradients"][0]) == 1:
        groups = [*groups, {"params": [torch.ones(2)], "lr": case["lr"]}]
    gradients = [_like(groups, step) for step, _ in enumerate(case["gradients"])]
    place %= len(gradients[0])
    for gradient in gradients:
        gradient[place] = None
    return {**case, "groups": groups, "gradients": gradients}


class _ByHand:
    """A right optimiser, for the misconceptions to differ from."""

    def __init__(self, parameters, lr):
        self.lr = lr
        self.param_groups = []
        self.add_param_group({"params": parameters})

    def zero_grad(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self.move(parameter, group["lr"])

    def move(self, parameter, lr):
        parameter.data.sub_(lr * parameter.grad)

    def add_param_group(self, group):
        params = group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        self.refuse_repetitions(params)
        self.param_groups.append({"lr": self.lr, **group, "params": params})

    def refuse_repetitions(self, params):
        known = [id(one) for group in self.param_groups for one in group["params"]]
        known += map(id, params)
        if len(set(known)) < len(known):
            raise ValueError("some parameters appear twice")

    def state_dict(self):
        return {
            "param_groups": [
                {key: value for key, value in group.items() if key != "params"}
                for group in self.param_groups
            ]
        }

    def load_state_dict(self, state_dict):
        for group, saved in zip(self.param_groups, state_dict["param_groups"], strict=True):
            group.update(saved)


@misconception(
    zh="更新得到的是新张量，传入的参数没有变",
    en="the update makes a new tensor; the parameter that was given has not moved",
    hint_zh="p = p - lr * g 只是让名字 p 指向新张量；要原地更新，例如 p -= lr * g",
    hint_en="p = p - lr * g binds the name p to a new tensor; an update in place is p -= lr * g",
)
class Rebinds:
    class GradientDescent(_ByHand):
        def move(self, parameter, lr):
            parameter = parameter - lr * parameter.grad


@misconception(
    zh="step 顺便清空了梯度",
    en="step also clears the gradients",
    hint_zh="清空梯度是 zero_grad 的事，step 不动梯度",
    hint_en="clearing is for zero_grad; step leaves the gradients alone",
)
class StepClears:
    class GradientDescent(_ByHand):
        def step(self):
            super().step()
            self.zero_grad()


@misconception(
    zh="没有使用各组自己的学习率",
    en="the groups' own learning rates are not used",
    hint_zh='更新时用 group["lr"]，而不是构造时的 lr',
    hint_en='the update takes group["lr"], not the lr of the constructor',
)
class GroupRateIgnored:
    class GradientDescent(_ByHand):
        def move(self, parameter, lr):
            super().move(parameter, self.lr)


@misconception(
    zh="zero_grad 只清空了第一组",
    en="zero_grad clears the first group only",
    hint_zh="遍历 param_groups 中的每一组",
    hint_en="go through every group of param_groups",
)
class ClearsFirstGroupOnly:
    class GradientDescent(_ByHand):
        def zero_grad(self):
            for parameter in self.param_groups[0]["params"]:
                parameter.grad = None


@misconception(
    zh="zero_grad 什么也没有清空",
    en="zero_grad clears nothing",
    hint_zh="grad 要设为 None，或用 grad.zero_() 原地清零",
    hint_en="set grad to None, or clear it in place with grad.zero_()",
)
class ClearsNothing:
    class GradientDescent(_ByHand):
        def zero_grad(self):
            for group in self.param_groups:
                for parameter in group["params"]:
                    gradient = parameter.grad
                    gradient = None  # noqa: F841


@misconception(
    zh="沿着梯度的方向移动，而不是反方向",
    en="parameters move along the gradient, not against it",
    hint_zh="梯度指向增大的方向，下降要减去 lr * g",
    hint_en="the gradient points uphill: lr * g is to be subtracted",
)
class Ascends:
    class GradientDescent(_ByHand):
        def move(self, parameter, lr):
            parameter.data.add_(lr * parameter.grad)


@misconception(
    zh="重复的参数没有被拒绝",
    en="a parameter that is given twice is not refused",
    hint_zh="添加之前用 id 与已有的参数比较，重复时抛出 ValueError",
    hint_en="compare ids with those there before adding; raise ValueError for a repetition",
)
class TakesRepetitions:
    class GradientDescent(_ByHand):
        def refuse_repetitions(self, params):
            return


@misconception(
    zh="只在各组之间查重，没有查同一组之内",
    en="repetitions are looked for across groups, but not within one",
    hint_zh="同一个列表里也可能有重复的张量",
    hint_en="one list may hold a tensor twice as well",
)
class TakesRepetitionsWithin:
    class GradientDescent(_ByHand):
        def refuse_repetitions(self, params):
            known = {id(one) for group in self.param_groups for one in group["params"]}
            if known & set(map(id, params)):
                raise ValueError("some parameters appear in more than one group")


@misconception(
    zh="state_dict 不是快照：它与 param_groups 是同一份数据，连参数也一起载入",
    en="state_dict is no snapshot: it is param_groups itself, and loading takes its parameters too",
    hint_zh='state_dict 中只放选项的副本，载入时保留自己的 "params"',
    hint_en='state_dict holds copies of the options; loading keeps the "params" that are there',
)
class StateIsShared:
    class GradientDescent(_ByHand):
        def state_dict(self):
            return {"param_groups": self.param_groups}

        def load_state_dict(self, state_dict):
            self.param_groups = state_dict["param_groups"]
