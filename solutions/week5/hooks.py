"""Four kinds of hooks: on a tensor, after a forward pass, before it, and after a backward pass.

四种 hook：张量上的，前向之后的，前向之前的，以及反向之后的。
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import nn


def intermediate_gradient(
    function: Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]], x: torch.Tensor
) -> torch.Tensor:
    """The hook receives the gradient when it passes by. / 梯度经过时，hook 收到它。

    autograd.grad does not add to the grad of any leaf, backward() would.
    autograd.grad 不会累加到任何叶子的 grad 上，而 backward() 会。
    """
    seen = []
    leaf = x.detach().clone().requires_grad_()
    intermediate, scalar = function(leaf)
    handle = intermediate.register_hook(seen.append)
    torch.autograd.grad(scalar, leaf)
    handle.remove()
    return seen[0]


def layer_shapes(model: nn.Module, x: torch.Tensor) -> list[tuple[str, tuple, tuple]]:
    """On a copy of the model: the buffers of batch norm move with it, the hooks go with it.

    在模型的副本上运行：批归一化的缓冲区只在副本上变化，hook 也随副本消失。
    """
    rows = []
    copied = copy.deepcopy(model)
    for name, layer in _leaves(copied):

        def note(_layer, inputs, output, name=name):
            rows.append((name, tuple(inputs[0].shape), tuple(output.shape)))

        layer.register_forward_hook(note)
    with torch.no_grad():
        copied(x)
    return rows


@contextmanager
def scaled_inputs(model: nn.Module, factor: float) -> Iterator[None]:
    """finally removes the hook whatever happens. / 无论发生什么，finally 都会移除 hook。"""
    handle = model.register_forward_pre_hook(lambda model, inputs: (inputs[0] * factor,))
    try:
        yield
    finally:
        handle.remove()


def layer_gradients(model: nn.Module, x: torch.Tensor) -> dict[str, torch.Tensor]:
    """A backward hook gets the gradients of the inputs and those of the outputs.

    backward hook 收到输入的梯度和输出的梯度，这里要后者。
    """
    gradients = {}
    copied = copy.deepcopy(model)
    for name, layer in _leaves(copied):

        def note(_layer, _grad_input, grad_output, name=name):
            gradients[name] = gradients.get(name, 0) + grad_output[0]

        layer.register_full_backward_hook(note)
    copied(x.detach().clone().requires_grad_()).sum().backward()
    return gradients


def _leaves(model: nn.Module) -> list[tuple[str, nn.Module]]:
    """Names and modules of the leaves. / 叶子模块及其名称。"""
    return [(name, module) for name, module in model.named_modules() if not list(module.children())]
