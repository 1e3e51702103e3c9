"""Gradients are saved and put back around backward(); loops over channels."""

import torch
from torch import nn


def scale(values):
    values = values - values.min()
    return values / values.max() if values.max() > 0 else values


def cam(features, fc_weight, class_index):
    total = torch.zeros(features.shape[1:])
    for c, one in enumerate(features):
        total = total + fc_weight[class_index, c].item() * one
    return scale(total)


class Recorder:
    def __init__(self, layer: nn.Module):
        self.handle = layer.register_forward_hook(self.save)

    def save(self, _module, _inputs, output):
        self.maps = output.clone()
        self.maps.retain_grad()
        return self.maps.clone()


def grad_cam(model, layer, image, class_index):
    saved = [(p, None if p.grad is None else p.grad.clone()) for p in model.parameters()]
    recorder = Recorder(layer)
    model(image)[:, class_index].sum().backward()
    recorder.handle.remove()
    for parameter, gradient in saved:
        parameter.grad = gradient
    maps, gradients = recorder.maps[0], recorder.maps.grad[0]
    total = sum(g.mean() * m for g, m in zip(gradients, maps))
    return scale(total.clamp(min=0))
