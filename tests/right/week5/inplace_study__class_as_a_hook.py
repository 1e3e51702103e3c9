"""A class with __call__ is the hook and a context manager; results are tensors and numpy scalars."""

from copy import deepcopy

import numpy as np
import torch
import torch.nn as nn  # noqa: PLR0402


class Recorder:
    def __init__(self, layer):
        self.layer = layer
        self.output = None

    def __call__(self, _module, _inputs, output):
        self.output = output

    def __enter__(self):
        self.handle = self.layer.register_forward_hook(self)
        return self

    def __exit__(self, *error):
        self.handle.remove()


def with_inplace(model, inplace):
    twin = deepcopy(model)
    twin.apply(lambda m: setattr(m, "inplace", inplace) if isinstance(m, nn.ReLU) else None)
    return twin


def raw_hook_output(model, image):
    convolutions = [m for m in model.modules() if type(m) is nn.Conv2d]
    with Recorder(convolutions[0]) as recorder:
        model(image)
    return recorder.output.detach()


@torch.no_grad()
def study(model, image):
    twins = {flag: with_inplace(model, flag).eval() for flag in (True, False)}
    maps = {flag: raw_hook_output(twin, image) for flag, twin in twins.items()}
    true, false = maps[True].numpy(), maps[False].numpy()
    outputs = [twin(image) for twin in twins.values()]
    return {
        "inplace_true_min": true.min(),
        "inplace_false_min": false.min(),
        "negative_fraction_true": np.mean(true < 0),
        "negative_fraction_false": np.mean(false < 0),
        "maps_equal": bool(np.array_equal(true, false)),
        "relu_of_false_equals_true": bool(np.allclose(np.maximum(false, 0), true)),
        "model_outputs_equal": bool(torch.isclose(*outputs).all()),
        "说明": "原地 ReLU 覆盖了卷积层的输出",
    }
