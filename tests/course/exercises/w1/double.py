"""Doubling numbers. 加倍。"""

from torch import Tensor


def double(x: Tensor) -> Tensor:
    """Return a new tensor, twice `x`.

    返回一个新的张量，等于 `x` 的两倍。
    """
    raise NotImplementedError
