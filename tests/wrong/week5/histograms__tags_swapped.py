# fails: lesson_network, any_parameters, any_gradients, missing_gradients, leaves_the_model_alone
"""Parameters and gradients have each other's tag."""

from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_histograms(log_dir: str, model: nn.Module, step: int) -> None:
    """Names from named_parameters are the tags. / 标签取自 named_parameters 的名称。"""
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            writer.add_histogram(f"{name}_grad", parameter, step)
            if parameter.grad is not None:
                writer.add_histogram(name, parameter.grad, step)
