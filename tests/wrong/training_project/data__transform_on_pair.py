# fails: any_points
"""The transform is given both x and y."""

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
        return row, self.y[index] if self.transform is None else self.transform(self.y[index])


def make_loader(dataset, batch_size, shuffle, seed=None):
    generator = torch.Generator()
    if seed is not None:
        generator.manual_seed(seed)
    else:
        generator.seed()
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator)


def image_folder(root, size):
    steps = [transforms.Resize((size, size)), transforms.ToTensor()]
    return ImageFolder(root, transform=transforms.Compose(steps))
