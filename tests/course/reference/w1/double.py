"""Oracle and misconceptions of w1/double."""

from torch import Tensor

from grader import misconception


def double(x: Tensor) -> Tensor:
    """Twice `x`."""
    return 2 * x


@misconception(
    zh="算的是平方，不是两倍",
    en="the square is computed in place of the double",
    hint_zh="3 的两倍是 6，3 的平方是 9",
    hint_en="twice 3 is 6, the square of 3 is 9",
)
class Square:
    def double(x):
        return x * x
