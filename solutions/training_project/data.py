"""Data for training: a dataset of points, a loader, a folder of pictures.

训练用的数据：由点构成的数据集、加载器和图片文件夹。
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import ImageFolder


class PointDataset(Dataset):
    """Indexing the tensors does it all: negative indices, and IndexError beyond the ends.

    直接对张量取下标即可：负下标和越界时的 IndexError 都由它负责。
    """

    def __init__(
        self, x: Tensor, y: Tensor, transform: Callable[[Tensor], Tensor] | None = None
    ) -> None:
        self.x = x
        self.y = y
        self.transform = transform

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        x = self.x[index]
        if self.transform is not None:
            x = self.transform(x)
        return x, self.y[index]


def make_loader(
    dataset: Dataset, batch_size: int, shuffle: bool, seed: int | None = None
) -> DataLoader:
    """A generator of its own makes the orders follow from the seed alone.

    加载器自带一个随机数生成器，顺序就只由种子决定。
    """
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, generator=generator)


def image_folder(root: str, size: int) -> ImageFolder:
    """Resize gets both sides: with a single number it would keep the aspect ratio.

    Resize 要给出两条边：只给一个数时会保持长宽比。
    """
    transform = transforms.Compose([transforms.Resize((size, size)), transforms.ToTensor()])
    return ImageFolder(root, transform=transform)
