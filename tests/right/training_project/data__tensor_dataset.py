"""Built upon TensorDataset, a batch sampler, and v2 transforms."""

import torch
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    RandomSampler,
    SequentialSampler,
    TensorDataset,
)
from torchvision import datasets
from torchvision.transforms import v2


class PointDataset(TensorDataset):
    def __init__(self, x, y, transform=None):
        super().__init__(x, y)
        self.transform = transform

    def __getitem__(self, index):
        x, y = super().__getitem__(index)
        return (x, y) if self.transform is None else (self.transform(x), y)


def make_loader(dataset, batch_size, shuffle, seed=None):
    generator = torch.Generator()
    generator.manual_seed(torch.seed() if seed is None else seed)
    sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
    return DataLoader(dataset, batch_sampler=BatchSampler(sampler, batch_size, drop_last=False))


class Pictures(datasets.ImageFolder):
    def __init__(self, root, size):
        super().__init__(root)
        self.steps = v2.Compose(
            [
                v2.RandomHorizontalFlip(),
                v2.PILToTensor(),
                v2.Resize((size, size), antialias=True),
                v2.ToDtype(torch.float32, scale=True),
            ]
        )

    def __getitem__(self, index):
        picture, target = super().__getitem__(index)
        return self.steps(picture), target


def image_folder(root, size):
    return Pictures(root, size)
