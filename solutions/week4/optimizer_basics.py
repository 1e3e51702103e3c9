"""The simplest optimiser, with the five methods that every optimiser of torch has.

最简单的优化器，具有 torch 所有优化器都有的五个方法。
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor


class GradientDescent:
    """Plain gradient descent. / 普通的梯度下降。"""

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        self.lr = lr
        self.param_groups: list[dict[str, Any]] = []
        self.add_param_group({"params": parameters})

    def zero_grad(self) -> None:
        """Gradients become None, as by default in torch. / 设为 None，这也是 torch 的默认行为。"""
        for parameter in self._parameters():
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """`sub_` changes the tensor itself; `p = p - ...` would make a new one.

        sub_ 改的是张量本身；写成 p = p - ... 则会得到一个新张量。
        """
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.sub_(group["lr"] * parameter.grad)

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Tensors are compared by identity: `==` would compare their elements.

        张量要按身份（id）比较，== 比较的是元素。
        """
        params = group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        known = [id(parameter) for parameter in [*self._parameters(), *params]]
        if len(set(known)) < len(known):
            raise ValueError("a parameter occurs twice")
        self.param_groups.append({"lr": self.lr, **group, "params": params})

    def state_dict(self) -> dict[str, Any]:
        """The options only, copied. / 只含选项，并且是副本。"""
        return {"param_groups": [_options(group) for group in self.param_groups]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Each group keeps its own "params". / 每一组保留自己的 "params"。"""
        for group, saved in zip(self.param_groups, state_dict["param_groups"], strict=True):
            group.update(saved)

    def _parameters(self) -> list[Tensor]:
        return [parameter for group in self.param_groups for parameter in group["params"]]


def _options(group: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key != "params"}
