"""Doubling. 加倍。"""

from torch import Tensor


def double(x: Tensor) -> Tensor:
    """Return a new tensor, twice `x`."""
    return 2 * x
