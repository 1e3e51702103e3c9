"""A curve in TensorBoard: y = slope * x.

TensorBoard 中的一条曲线：y = slope * x。
"""

from collections.abc import Iterable

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir: str, slope: float = 2.0, steps: Iterable[int] = range(100)) -> None:
    """Write the curve as scalars; leaving the `with` block closes the writer.

    把曲线写成标量；离开 with 块时 writer 会关闭。
    """
    with SummaryWriter(log_dir) as writer:
        for x in steps:
            writer.add_scalar("y = slope * x", slope * x, global_step=x)
