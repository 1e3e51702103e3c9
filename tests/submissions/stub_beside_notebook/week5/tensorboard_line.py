"""A curve in TensorBoard: y = slope * x.

TensorBoard 中的一条曲线：y = slope * x。
"""

from collections.abc import Iterable


def draw_line(log_dir: str, slope: float = 2.0, steps: Iterable[int] = range(100)) -> None:
    """Write the curve y = slope * x as TensorBoard scalars, x being the global step.

    把曲线 y = slope * x 写成 TensorBoard 标量，以 x 为全局步数（global_step）。

    Any tag will do; torch.utils.tensorboard and tensorboardX are both fine. The writer is
    closed (or flushed) before the function returns, or the last points may be lost.
    标签任意；torch.utils.tensorboard 与 tensorboardX 均可。函数返回之前要关闭（或刷新）
    writer，否则最后的点可能丢失。

    Args:
        log_dir: folder for the event files / 存放事件文件的文件夹
        slope: slope of the line / 直线的斜率
        steps: the values of x, each one once / x 的取值，各出现一次
    """
    raise NotImplementedError
