# fails: homework_banknotes, any_folder
"""Pictures are floats from 0 to 255."""

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
    generator = torch.Generator()
    if seed is not None:
        generator.manual_seed(seed)
    else:
        generator.seed()
    return DataLoader(dataset, batch_size, shuffle=shuffle, generator=generator)


def image_folder(root, size):
    steps = [transforms.Resize((size, size)), transforms.PILToTensor(), lambda one: one.float()]
    return ImageFolder(root, transform=transforms.Compose(steps))
