"""Four kinds of hooks: on a tensor, after a forward pass, before it, and after a backward pass.

四种 hook：张量上的，前向之后的，前向之前的，以及反向之后的。

A leaf module is one without modules inside it. The models here are no leaves themselves, hold
no in-place layers, take one tensor and give one, and so do their layers. A layer's name is the
one that model.named_modules() gives it.
叶子模块是内部不再含有模块的模块。这里的模型本身不是叶子，没有原地操作的层；模型和每一层都接收一个
张量、给出一个张量。层的名称以 model.named_modules() 给出的为准。

Every function leaves the model as it was: no hook stays behind, and parameters, their gradients,
buffers (such as the running mean of batch norm) and modes do not change. `x` stays as it was too;
it may come without requires_grad.
每个函数都让模型保持原样：不留下 hook，参数、参数的梯度、缓冲区（如批归一化的滑动平均）和模式都不变。
x 也保持原样；它可能不带 requires_grad。
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from torch import nn


def intermediate_gradient(
    function: Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]], x: torch.Tensor
) -> torch.Tensor:
    """The gradient of a scalar with respect to a tensor on the way to it (Tensor.register_hook).

    标量对中间张量的梯度（Tensor.register_hook）。

    Args:
        function: function(x) gives (intermediate, scalar); the intermediate tensor is computed
            from x, and the scalar from it
            function(x) 给出（中间张量，标量）；中间张量由 x 算出，标量由中间张量算出
        x: floats of any shape / 任意形状的浮点张量

    Returns:
        the gradient, of the intermediate tensor's shape; autograd drops it after the backward
        pass, since the tensor is no leaf
        梯度，形状与中间张量相同；中间张量不是叶子，反向传播之后 autograd 不保留它的梯度
    """
    raise NotImplementedError


def layer_shapes(model: nn.Module, x: torch.Tensor) -> list[tuple[str, tuple, tuple]]:
    """Name, input shape and output shape of every leaf module, in the order in which they run.

    按运行顺序给出每个叶子模块的名称、输入形状和输出形状（Module.register_forward_hook）。

    The shapes are those of one call model(x), the batch included. A layer that runs twice has two
    rows, a layer that does not run has none, and neither has a container.
    形状取自一次调用 model(x)，包含批的大小。运行两次的层有两行，没有运行的层没有，容器也没有。
    """
    raise NotImplementedError


def scaled_inputs(model: nn.Module, factor: float) -> AbstractContextManager:
    """A context manager: within it, every call of the model sees its input times `factor`.

    上下文管理器：在其中，每次调用模型时，模型看到的输入是原输入乘以 factor
    （Module.register_forward_pre_hook）。

    After it the model sees its input as it is again, also when an exception was raised within;
    the exception goes on.
    离开之后模型看到的又是原来的输入，其中抛出异常时也一样；异常继续向外传播。
    """
    raise NotImplementedError


def layer_gradients(model: nn.Module, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """The gradient of model(x).sum() with respect to the output of every leaf module that runs.

    model(x).sum() 对每个运行过的叶子模块的输出的梯度（Module.register_full_backward_hook）。

    The pass is made in the mode in which the model comes. A layer that runs twice has the sum of
    its two gradients. Layers without parameters count too, those before the first parameter
    included: there the gradient reaches the output only if x requires a gradient, so a copy of x
    that does is needed.
    前向计算在模型所处的模式下进行。运行两次的层给出两个梯度之和。没有参数的层也算，包括第一个参数之前的
    层：那里只有 x 需要梯度时，梯度才会传到该层的输出，因此要用 x 的一个需要梯度的副本。

    Returns:
        layer name -> gradient, of the output's shape / 层的名称 -> 梯度，形状与该层输出相同
    """
    raise NotImplementedError
