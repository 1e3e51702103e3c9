# fails: homework_study, homework_kept_map, keeps_any_map, studies_any_network
"""The hook keeps a clone of the output, so nothing is seen of the in-place ReLU."""

import copy

import torch
from torch import nn


def with_inplace(model, inplace):
    model = copy.deepcopy(model)
    for layer in model.modules():
        if isinstance(layer, nn.ReLU):
            layer.inplace = inplace
    return model


def raw_hook_output(model, image):
    kept = {}

    def keep(module, inputs, output):
        kept["conv1"] = output.clone()

    conv1 = next(layer for layer in model.modules() if isinstance(layer, nn.Conv2d))
    handle = conv1.register_forward_hook(keep)
    with torch.no_grad():
        model(image)
    handle.remove()
    return kept["conv1"]


def study(model, image):
    model_true = with_inplace(model, True).eval()
    model_false = with_inplace(model, False).eval()
    map_true = raw_hook_output(model_true, image)
    map_false = raw_hook_output(model_false, image)
    with torch.no_grad():
        out_true, out_false = model_true(image), model_false(image)
    return {
        "inplace_true_min": map_true.min().item(),
        "inplace_false_min": map_false.min().item(),
        "negative_fraction_true": (map_true < 0).float().mean().item(),
        "negative_fraction_false": (map_false < 0).float().mean().item(),
        "maps_equal": torch.equal(map_true, map_false),
        "relu_of_false_equals_true": torch.equal(torch.relu(map_false), map_true),
        "model_outputs_equal": torch.allclose(out_true, out_false),
    }
