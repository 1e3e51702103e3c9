"""The training loop: forward, loss, backward, step, once for every batch.

训练循环：每个批次做一次前向、损失、反向与更新。
"""

from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def train(
    model: nn.Module,
    loader: DataLoader,
    criterion: nn.Module,
    optimizer: Optimizer,
    epochs: int,
) -> list[float]:
    """A batch's mean counts as often as the batch has samples. / 每批的均值按样本数计入。"""
    history = []
    for _ in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        history.append(total / samples)
    return history
