"""A closure is the hook, eval mode is set and put back, and Python counts the negatives."""

import pickle

import torch
from torch import nn


def with_inplace(model, inplace):
    clone = pickle.loads(pickle.dumps(model))
    for _, module in clone.named_modules():
        if isinstance(module, nn.ReLU):
            module.inplace = bool(inplace)
    return clone


def first_convolution(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            return module
    raise LookupError("no convolution")


def raw_hook_output(model, image):
    fmap_block = []

    def farward_hook(module, data_input, data_output):
        fmap_block.append(data_output)

    handle = first_convolution(model).register_forward_hook(farward_hook)
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        model.forward(image.clone())
    model.train(was_training)
    handle.remove()
    print("特征图的形状：", fmap_block[0].shape)
    return fmap_block[0]


def study(model, image):
    results, maps, outs = {}, [], []
    for flag in (True, False):
        net = with_inplace(model, flag)
        net.eval()
        fmap = raw_hook_output(net, image)
        values = fmap.flatten().tolist()
        name = str(flag).lower()
        results[f"inplace_{name}_min"] = min(values)
        results[f"negative_fraction_{name}"] = sum(v < 0 for v in values) / len(values)
        maps.append(fmap)
        outs.append(net(image))
    results["maps_equal"] = maps[0].equal(maps[1])
    results["relu_of_false_equals_true"] = (maps[1].clamp(min=0) - maps[0]).abs().max() < 1e-6
    results["model_outputs_equal"] = (outs[0] - outs[1]).abs().max().item() < 1e-6
    return results
