"""The weights of a model and their gradients as histograms in TensorBoard.

把模型的权重及其梯度写成 TensorBoard 直方图。
"""

from torch import nn


def log_histograms(log_dir: str, model: nn.Module, step: int) -> None:
    """Write one histogram for every named parameter and one for every gradient there is.

    为每个命名参数写一个直方图，为每个已有的梯度写一个直方图。

    The tag of a parameter is its name in model.named_parameters(), biases included; that of its
    gradient is the name followed by "_grad" ("/grad" and ".grad" are accepted). The numbers are
    written as they are, at the global step `step`. A parameter whose `grad` is None has its own
    histogram and none for the gradient: that is no error.
    参数的标签是它在 model.named_parameters() 中的名称，偏置也包括在内；梯度的标签是该名称加 "_grad"
    （也接受 "/grad" 和 ".grad"）。数值原样写入，全局步数为 step。grad 为 None 的参数只有自己的
    直方图，没有梯度直方图，这不是错误。

    Model and gradients are left as they were. torch.utils.tensorboard and tensorboardX are both
    fine; the writer is closed (or flushed) before the function returns.
    模型和梯度不得被改动。torch.utils.tensorboard 与 tensorboardX 均可；函数返回之前要关闭（或刷新）
    writer。
    """
    raise NotImplementedError
