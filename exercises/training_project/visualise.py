"""What a training run shows in TensorBoard: its curves, its parameters, its model.

训练过程在 TensorBoard 中的样子：曲线、参数与模型。

Only the event files are judged. torch.utils.tensorboard and tensorboardX are both fine; writers
are closed (or flushed) before a function returns. Further curves, histograms and texts may be
there too.
只看事件文件。torch.utils.tensorboard 与 tensorboardX 均可；函数返回之前要关闭（或刷新）writer。
可以另外写入其他曲线、直方图和文本。
"""

import torch
from torch import nn


def log_training(log_dir: str, losses: list[float], accuracies: list[float]) -> None:
    """Draw the loss and the accuracy of a run, one point for each epoch.

    画出训练的损失与准确率，每轮一个点。

    The curve of the losses has the tag "loss", that of the accuracies the tag "accuracy". Letter
    case is free, and there may be more around the word, such as "Train/Loss"; the two tags
    differ. The values are written as they are; epochs are numbered from 0 or from 1.
    损失曲线的标签是 "loss"，准确率曲线的标签是 "accuracy"。大小写不限，前后可以有别的内容，如
    "Train/Loss"；两个标签不同。数值原样写入；轮数从 0 或 1 开始编号。

    Args:
        log_dir: folder for the event files / 存放事件文件的文件夹
        losses, accuracies: one number for each epoch, at least one epoch
            每轮一个数，至少有一轮
    """
    raise NotImplementedError


def log_parameters(log_dir: str, model: nn.Module, epoch: int) -> None:
    """Write one histogram for every parameter of the model, biases included, at this epoch.

    为模型的每个参数（包括偏置）写一个直方图，步数为 epoch。

    The tag is the name of the parameter in model.named_parameters(), with any prefix or suffix;
    "/" may stand for ".". The numbers are written as they are, at the global step `epoch`. The
    model is left as it was.
    标签是参数在 model.named_parameters() 中的名称，可以加任意前缀或后缀，"." 可以写成 "/"。数值原样
    写入，全局步数为 epoch。模型不得被改动。
    """
    raise NotImplementedError


def log_model(log_dir: str, model: nn.Module, example: torch.Tensor) -> None:
    """Write the graph of the whole model, with every layer that the example runs through.

    写出整个模型的计算图，包含 example 经过的每一层。

    The model is left as it was: parameters, gradients, buffers (such as the running mean of batch
    norm) and `model.training`.
    模型不得被改动：参数、梯度、缓冲区（如批归一化的滑动平均）以及 model.training。

    Args:
        log_dir: folder for the event files / 存放事件文件的文件夹
        model: any network, in train or eval mode / 任意网络，可能处于 train 或 eval 模式
        example: a batch that the model takes / 模型可以接收的一批输入
    """
    raise NotImplementedError
