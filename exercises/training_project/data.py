"""Data for training: a dataset of points, a loader, a folder of pictures.

训练用的数据：由点构成的数据集、加载器和图片文件夹。
"""

from collections.abc import Callable

from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torchvision.datasets import ImageFolder


class PointDataset(Dataset):
    """Sample i is the pair (x[i], y[i]), the transform applied to x[i] only.

    第 i 个样本是二元组 (x[i], y[i])，transform 只作用于 x[i]。

    A transform is called anew each time a sample is asked for, since it may be random. Indices
    count as in a list: -1 is the last sample, and one beyond either end raises IndexError.
    transform 可能带有随机性，所以每次取样本时都要重新调用。下标的规则与列表相同：-1 是最后一个样本，
    超出任何一端都抛出 IndexError。
    """

    def __init__(
        self, x: Tensor, y: Tensor, transform: Callable[[Tensor], Tensor] | None = None
    ) -> None:
        """Keep the data: N rows each, x of shape (N, D), y of shape (N,).

        保存数据：各有 N 行，x 的形状为 (N, D)，y 的形状为 (N,)。transform 为 None 时不做变换。
        """
        raise NotImplementedError

    def __len__(self) -> int:
        """The number of samples. / 样本数。"""
        raise NotImplementedError

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """One sample. / 一个样本。"""
        raise NotImplementedError


def make_loader(
    dataset: Dataset, batch_size: int, shuffle: bool, seed: int | None = None
) -> DataLoader:
    """A loader that gives every sample once in each epoch, a smaller last batch included.

    构建加载器：每轮给出每个样本恰好一次，最后一批可以更小，不得丢弃。

    With `shuffle` every epoch has a fresh order, otherwise the dataset's own. The orders follow
    from `seed` alone, even if other code draws random numbers in between; without a seed (None)
    they are left to chance. No worker processes are used (num_workers=0).
    shuffle 为真时每轮的顺序都不同，否则保持数据集的顺序。各轮的顺序只由 seed 决定，即使其他代码在其间
    也用了随机数；seed 为 None 时顺序任意。不使用工作进程（num_workers=0）。
    """
    raise NotImplementedError


def image_folder(root: str, size: int) -> ImageFolder:
    """The pictures below `root`, one folder for each class, as tensors of one size.

    root 之下每个子文件夹是一个类别，其中的图片作为同样大小的张量读出。

    A sample is a pair (picture, class index); the picture is a float tensor (3, size, size) in
    [0, 1], grey pictures included, scaled to that size from any size and shape (what sticks out
    may be cropped after scaling; nothing is padded). Classes are numbered in the order of their
    folders' names as text.
    每个样本是（图片，类别下标）；图片是取值 [0, 1] 的浮点张量 (3, size, size)，灰度图也一样。原图大小与
    长宽比任意，都缩放到这个大小（缩放后可以裁掉多余部分，但不得填充）。类别按文件夹名称的文本顺序编号。
    """
    raise NotImplementedError
