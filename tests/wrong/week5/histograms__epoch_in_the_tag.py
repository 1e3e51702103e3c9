# fails: lesson_network, any_parameters, any_gradients, missing_gradients, leaves_the_model_alone
"""The step is part of the tag instead of global_step."""

from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_histograms(log_dir: str, model: nn.Module, step: int) -> None:
    """Names from named_parameters are the tags. / 标签取自 named_parameters 的名称。"""
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            writer.add_histogram(f"{name}_{step}", parameter)
            if parameter.grad is not None:
                writer.add_histogram(f"{name}_grad_{step}", parameter.grad)
