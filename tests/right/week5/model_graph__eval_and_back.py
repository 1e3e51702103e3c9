"""Modes are noted, set to eval and put back; an object is the hook, the rows are a tuple."""

from contextlib import contextmanager

import torch
from torch.utils.tensorboard import SummaryWriter


@contextmanager
def evaluating(model):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for module, training in modes:
            module.training = training


def log_graph(log_dir, model, example):
    with evaluating(model), SummaryWriter(log_dir) as writer:
        writer.add_graph(model, example)


class Watcher:
    def __init__(self):
        self.order, self.handles = [], []

    def watch(self, module):
        if next(module.children(), None) is None:
            self.handles.append(module.register_forward_hook(self))

    def __call__(self, module, inputs, output):
        if all(module is not one for one, _ in self.order):
            self.order.append((module, output.shape))

    def close(self):
        for handle in self.handles:
            handle.remove()


def summary(model, input_size, batch_size=-1):
    watcher = Watcher()
    for module in model.modules():
        watcher.watch(module)
    with evaluating(model), torch.no_grad():
        model(torch.zeros((1, *input_size)))
    watcher.close()
    return tuple(
        {
            "layer": module.__class__.__name__,
            "output_shape": torch.Size([batch_size, *shape[1:]]),
            "parameters": sum(one.numel() for one in module.parameters()),
            "trainable": any(one.requires_grad for one in module.parameters()),
        }
        for module, shape in watcher.order
    )
