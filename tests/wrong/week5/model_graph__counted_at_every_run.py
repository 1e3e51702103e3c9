# fails: any_summary
"""A layer has a row for every run."""

import copy

import torch
from torch.utils.tensorboard import SummaryWriter


def log_graph(log_dir, model, example):
    with SummaryWriter(log_dir) as writer:
        writer.add_graph(model, example)


def summary(model, input_size, batch_size=-1):
    rows = []

    def note(layer, inputs, output):
        count = sum(parameter.numel() for parameter in layer.parameters())
        shape = [batch_size, *output.shape[1:]]
        row = {"layer": type(layer).__name__, "output_shape": shape, "parameters": count}
        rows.append(row)

    model = copy.deepcopy(model).eval()
    for module in model.modules():
        if not list(module.children()):
            module.register_forward_hook(note)
    with torch.no_grad():
        model(torch.rand(2, *input_size))
    return rows
