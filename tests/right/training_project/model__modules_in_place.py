"""Modules for everything, ReLUs in place, helpers outside the class, an inference print on import."""

import torch
from torch import nn


def block(convolution):
    return nn.Sequential(convolution, nn.ReLU(inplace=True), nn.MaxPool2d(kernel_size=2))


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.relu = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1, self.fc2, self.fc3 = (
            nn.Linear(400, 120),
            nn.Linear(120, 84),
            nn.Linear(84, classes),
        )

    def forward(self, x):
        for convolution in (self.conv1, self.conv2):
            x = block(convolution)(x)
        x = self.flatten(x)
        for layer in (self.fc1, self.fc2):
            x = self.relu(layer(x))
        return self.fc3(x)


if __name__ != "__main__":
    print(Net()(torch.zeros(1, 3, 32, 32)).shape)
