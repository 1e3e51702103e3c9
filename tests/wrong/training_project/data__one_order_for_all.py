# fails: fresh_order_in_every_epoch
"""The order is drawn once, when the loader is made."""

import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import ImageFolder


class PointDataset(Dataset):
    def __init__(self, x, y, transform=None):
        self.x, self.y, self.transform = x, y, transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        row = self.x[index]
        if self.transform is not None:
            row = self.transform(row)
        return row, self.y[index]


def make_loader(dataset, batch_size, shuffle, seed=None):
    order = list(range(len(dataset)))
    if shuffle:
        generator = torch.Generator().manual_seed(0 if seed is None else seed)
        order = torch.randperm(len(dataset), generator=generator).tolist()
    return DataLoader(dataset, batch_size, sampler=order)


def image_folder(root, size):
    steps = [transforms.Resize((size, size)), transforms.ToTensor()]
    return ImageFolder(root, transform=transforms.Compose(steps))
