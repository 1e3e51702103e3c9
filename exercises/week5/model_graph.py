"""The structure of a model: its graph in TensorBoard, and a table of its layers.

模型的结构：TensorBoard 中的计算图，以及各层的表格。

A leaf module is one without modules inside it. The models here take one tensor and give one, all
their layers run, and no container has parameters of its own. They come in train or eval mode.
叶子模块是内部不再含有模块的模块。这里的模型接收一个张量、给出一个张量，所有层都会运行，容器没有自己的
参数；模型可能处于 train 或 eval 模式。

Both functions leave the model as it was: parameters, their gradients, buffers (such as the
running mean of batch norm) and `model.training`; no hook stays behind.
两个函数都让模型保持原样：参数、参数的梯度、缓冲区（如批归一化的滑动平均）以及 model.training 都不变，
也不留下 hook。
"""

import torch
from torch import nn


def log_graph(log_dir: str, model: nn.Module, example: torch.Tensor) -> None:
    """Write the graph of the whole model: every leaf module that computes something has a node.

    写出整个模型的计算图：每个参与计算的叶子模块都有节点（nn.Identity 没有节点）。

    torch.utils.tensorboard and tensorboardX are both fine; the writer is closed (or flushed)
    before the function returns.
    torch.utils.tensorboard 与 tensorboardX 均可；函数返回之前要关闭（或刷新）writer。

    Args:
        log_dir: folder for the event files / 存放事件文件的文件夹
        model: any network / 任意网络
        example: a batch that the model takes / 模型可以接收的一批输入
    """
    raise NotImplementedError


def summary(model: nn.Module, input_size: tuple[int, ...], batch_size: int = -1) -> list[dict]:
    """A table of the layers in the manner of torchsummary, made by forward hooks.

    仿照 torchsummary，用 forward hook 得到各层的表格。

    One row for each leaf module, in the order in which they first run; containers have none, and
    a layer that runs twice has one, of its first run. To run the model, a batch of random numbers
    will do; in train mode batch norm does not take a batch of one row.
    每个叶子模块一行，按第一次运行的顺序；容器没有行，运行两次的层只有一行，取自第一次运行。运行模型时用
    一批随机数即可；在 train 模式下，批归一化不接受只有一行的批。

    Args:
        model: any network / 任意网络
        input_size: shape of one input, without the batch / 单个输入的形状，不含批
        batch_size: what stands in front of every output shape / 写在每个输出形状最前面的数

    Returns:
        dicts with the keys / 每行一个字典，键为
        `layer`: begins with the class name, such as "Conv2d-1" or "Conv2d"
            以类名开头，如 "Conv2d-1" 或 "Conv2d"
        `output_shape`: the shape, with `batch_size` for the batch / 输出形状，批的大小写成 batch_size
        `parameters`: how many numbers its parameters have, biases included / 参数的个数，包括偏置
    """
    raise NotImplementedError
