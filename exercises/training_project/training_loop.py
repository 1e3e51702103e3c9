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
    """Train the model, and give the mean loss of each epoch.

    训练模型，返回每一轮的平均损失。

    An epoch goes through the loader once, in train mode, and takes one step of the optimiser
    for each batch, with the gradients of that batch alone. The model is left in train mode.
    Only what the optimiser holds and what requires a gradient moves.
    每一轮在 train 模式下把 loader 走一遍，每个批次让优化器更新一步，只用这一批的梯度。训练结束后
    模型仍处于 train 模式。只有交给优化器、并且需要梯度的参数会变化。

    The loss of an epoch is the mean over all its samples of the losses that were computed for
    the steps. `criterion` gives the mean over a batch, and the last batch may be smaller than
    the others.
    一轮的损失是这一轮所有样本损失的平均值，损失取每一步更新之前算出的值。criterion 给出的是一个
    批次的平均值，而最后一批可能更小。

    Args:
        model: any network, in train or eval mode / 任意网络，可能处于 train 或 eval 模式
        loader: gives batches (inputs, targets) / 逐批给出（输入，目标）
        criterion: called as criterion(outputs, targets) / 损失函数
        optimizer: holds parameters of the model / 优化器，持有模型的参数
        epochs: number of epochs / 轮数

    Returns:
        one plain float for each epoch; a loss that still carries its graph keeps the memory of
        its whole batch / 每轮一个普通浮点数；带着计算图的损失会一直占用整个批次的内存
    """
    raise NotImplementedError
