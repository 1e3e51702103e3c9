"""Forward hooks that put tensor hooks on the outputs; autograd asked for the gradients."""

import contextlib
import copy
from collections import defaultdict

import torch


def intermediate_gradient(function, x):
    x = torch.tensor(x.tolist(), requires_grad=True)
    middle, scalar = function(x)
    return torch.autograd.grad(scalar, [middle])[0].numpy()


def names_of_leaves(model):
    return {one: name for name, one in model.named_modules() if len(one._modules) == 0}


def layer_shapes(model, x):
    model = copy.deepcopy(model)
    names, rows = names_of_leaves(model), []

    def note(module, inputs, output):
        rows.append((names[module], tuple(inputs[0].shape), tuple(output.shape)))

    for module in names:
        module.register_forward_hook(note)
    model(x)
    return tuple(rows)


@contextlib.contextmanager
def scaled_inputs(model, factor):
    with contextlib.closing(Handle(model, factor)):
        yield model


class Handle:
    def __init__(self, model, factor):
        self.handle = model.register_forward_pre_hook(
            lambda module, args, kwargs: (tuple(factor * one for one in args), kwargs),
            with_kwargs=True,
        )

    def close(self):
        self.handle.remove()


def layer_gradients(model, x):
    model = copy.deepcopy(model)
    names, found = names_of_leaves(model), defaultdict(float)

    def note(module, inputs, output):
        def add(gradient):
            found[names[module]] = found[names[module]] + gradient

        output.register_hook(add)

    for module in names:
        module.register_forward_hook(note)
    total = model(x.detach().requires_grad_()).sum()
    total.backward()
    return dict(found)
