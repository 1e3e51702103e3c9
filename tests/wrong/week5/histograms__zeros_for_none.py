# fails: missing_gradients
"""A histogram of zeros stands for a gradient that is not there."""

from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_histograms(log_dir: str, model: nn.Module, step: int) -> None:
    """Names from named_parameters are the tags. / 标签取自 named_parameters 的名称。"""
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, step)
            grad = parameter.grad
            writer.add_histogram(f"{name}_grad", 0 * parameter if grad is None else grad, step)
