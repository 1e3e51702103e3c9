# fails: homework_charts, draws_any_history
"""All four curves share one chart."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter


def log_curves(log_dir: str, history: list[dict[str, float]]) -> None:
    """add_scalars gives every curve a run of its own under the same tag.

    add_scalars 为每条曲线各建一个 run，标签相同。
    """
    with SummaryWriter(log_dir) as writer:
        for epoch, row in enumerate(history):
            writer.add_scalars("curves", row, epoch)


def train(
    model: nn.Module,
    train_loader: DataLoader,
    valid_loader: DataLoader,
    epochs: int,
    lr: float,
    log_dir: str,
) -> list[dict[str, float]]:
    """The modes are set in every epoch: train for the first loop, eval for the second.

    每一轮都要切换模式：训练时为 train，验证时为 eval。
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        model.train()
        train_loss, train_accuracy = _run(model, train_loader, optimizer)
        model.eval()
        with torch.no_grad():
            valid_loss, valid_accuracy = _run(model, valid_loader)
        history.append(
            {
                "train_loss": train_loss,
                "valid_loss": valid_loss,
                "train_accuracy": train_accuracy,
                "valid_accuracy": valid_accuracy,
            }
        )
    log_curves(log_dir, history)
    return history


def _run(
    model: nn.Module, loader: DataLoader, optimizer: torch.optim.Optimizer | None = None
) -> tuple[float, float]:
    """Mean loss and accuracy over all samples; with an optimiser, one step per batch.

    全部样本的平均损失与准确率；给出优化器时每批更新一步。
    """
    loss_sum, correct, count = 0.0, 0, 0
    for inputs, labels in loader:
        logits = model(inputs)
        loss = F.cross_entropy(logits, labels)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        loss_sum += loss.item() * len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return loss_sum / count, correct / count
