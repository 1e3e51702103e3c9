"""Handles in an ExitStack, buffers saved and restored, retain_grad instead of tensor hooks."""

from contextlib import ExitStack, contextmanager

import torch


def intermediate_gradient(function, x):
    middle, scalar = function(x.clone().detach().requires_grad_(True))
    middle.retain_grad()
    scalar.backward()
    return middle.grad


@contextmanager
def watching(model, kind, note):
    """Hooks of a kind on all leaves; buffers and gradients are put back afterwards."""
    buffers = {name: value.clone() for name, value in model.named_buffers()}
    gradients = [parameter.grad for parameter in model.parameters()]
    for parameter in model.parameters():
        parameter.grad = None
    with ExitStack() as stack:
        for name, module in model.named_modules():
            if next(module.children(), None) is None:
                handle = getattr(module, kind)(
                    lambda module, first, second, name=name: note(name, first, second)
                )
                stack.callback(handle.remove)
        yield
    for name, value in model.named_buffers():
        value.data.copy_(buffers[name])
    for parameter, gradient in zip(model.parameters(), gradients, strict=True):
        parameter.grad = gradient


def layer_shapes(model, x):
    rows = []

    def note(name, inputs, output):
        rows.append([name, inputs[0].size(), output.size()])

    with watching(model, "register_forward_hook", note):
        print(model(x).shape)
    return rows


class Scaled:
    def __init__(self, model, factor):
        self.model, self.factor = model, factor

    def __enter__(self):
        self.handle = self.model.register_forward_pre_hook(self.scale)
        return self.model

    def scale(self, model, inputs):
        return inputs[0] * self.factor

    def __exit__(self, *error):
        self.handle.remove()
        return False


def scaled_inputs(model, factor):
    return Scaled(model, factor)


def layer_gradients(model, x):
    found = {}

    def note(name, grad_input, grad_output):
        found.setdefault(name, []).append(grad_output[0].clone())

    with watching(model, "register_full_backward_hook", note):
        model(x.clone().requires_grad_()).sum().backward()
    return {name: torch.stack(several).sum(0) for name, several in found.items()}
