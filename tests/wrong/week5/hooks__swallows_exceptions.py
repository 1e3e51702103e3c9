# fails: any_scaling
"""The context swallows exceptions."""

import contextlib
import copy

import torch


def intermediate_gradient(function, x):
    seen = []
    leaf = x.detach().clone().requires_grad_()
    intermediate, scalar = function(leaf)
    intermediate.register_hook(seen.append)
    scalar.backward()
    return seen[0]


def leaves(model):
    return [(name, one) for name, one in model.named_modules() if not list(one.children())]


def layer_shapes(model, x):
    rows = []

    def register(name, layer):
        def note(layer, inputs, output):
            rows.append((name, tuple(inputs[0].shape), tuple(output.shape)))

        return layer.register_forward_hook(note)

    buffers = copy.deepcopy(dict(model.named_buffers()))
    handles = [register(name, layer) for name, layer in leaves(model)]
    with torch.no_grad():
        model(x)
    for handle in handles:
        handle.remove()
    model.load_state_dict(buffers, strict=False)
    return rows


@contextlib.contextmanager
def scaled_inputs(model, factor):
    handle = model.register_forward_pre_hook(lambda model, inputs: (inputs[0] * factor,))
    try:
        yield
    except Exception as error:
        print(error)
    finally:
        handle.remove()


def layer_gradients(model, x):
    gradients = {}

    def register(name, layer):
        def note(layer, grad_input, grad_output):
            gradients[name] = gradients.get(name, 0) + grad_output[0]

        return layer.register_full_backward_hook(note)

    buffers = copy.deepcopy(dict(model.named_buffers()))
    handles = [register(name, layer) for name, layer in leaves(model)]
    leaf = x.detach().clone().requires_grad_()
    torch.autograd.grad(model(leaf).sum(), leaf)
    for handle in handles:
        handle.remove()
    model.load_state_dict(buffers, strict=False)
    return gradients
