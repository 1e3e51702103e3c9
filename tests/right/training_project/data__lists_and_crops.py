"""Lists instead of tensors, a sampler of one's own, pictures cropped after scaling."""

import random

import torch
from torch.utils.data import DataLoader, Dataset
from torchvision.datasets import ImageFolder
from torchvision.transforms import functional


class PointDataset(Dataset):
    def __init__(self, x, y, transform=None):
        self.pairs = list(zip(x, y, strict=True))
        self.transform = transform or (lambda row: row)

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        x, y = self.pairs[index]
        return [self.transform(x), y]


class Shuffler:
    def __init__(self, count, seed):
        self.count, self.chance = count, random.Random(seed)

    def __len__(self):
        return self.count

    def __iter__(self):
        return iter(self.chance.sample(range(self.count), self.count))


def make_loader(dataset, batch_size, shuffle, seed=None):
    sampler = Shuffler(len(dataset), seed) if shuffle else None
    return DataLoader(dataset, batch_size=batch_size, sampler=sampler, num_workers=0)


def to_square(size):
    def change(picture):
        picture = functional.center_crop(functional.resize(picture, size), size)
        return functional.pil_to_tensor(picture).to(torch.float64) / 255

    return change


def image_folder(root, size):
    return ImageFolder(root, transform=to_square(size))
