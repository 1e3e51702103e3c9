"""The weights of a model and their gradients as histograms in TensorBoard.

把模型的权重及其梯度写成 TensorBoard 直方图。
"""

from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_histograms(log_dir: str, model: nn.Module, step: int) -> None:
    """Names from named_parameters are the tags. / 标签取自 named_parameters 的名称。"""
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, step)
            if parameter.grad is not None:
                writer.add_histogram(f"{name}_grad", parameter.grad, step)
