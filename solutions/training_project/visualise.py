"""What a training run shows in TensorBoard: its curves, its parameters, its model.

训练过程在 TensorBoard 中的样子：曲线、参数与模型。
"""

import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_training(log_dir: str, losses: list[float], accuracies: list[float]) -> None:
    """Two tags are two charts, and the epoch is the global step.

    两个标签画成两幅图，轮数是全局步数。
    """
    with SummaryWriter(log_dir) as writer:
        for epoch, (loss, accuracy) in enumerate(zip(losses, accuracies, strict=True)):
            writer.add_scalar("loss", loss, epoch)
            writer.add_scalar("accuracy", accuracy, epoch)


def log_parameters(log_dir: str, model: nn.Module, epoch: int) -> None:
    """Names from named_parameters are the tags. / 标签取自 named_parameters 的名称。"""
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, epoch)


def log_model(log_dir: str, model: nn.Module, example: torch.Tensor) -> None:
    """add_graph traces one forward pass. / add_graph 跟踪一次前向计算。"""
    with SummaryWriter(log_dir) as writer:
        writer.add_graph(model, example)
