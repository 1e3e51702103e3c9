"""tensorboardX; an ordered dict of layers, parameter counts as tensors, handles that are removed."""

from collections import OrderedDict

import torch
from tensorboardX import SummaryWriter


def log_graph(log_dir, model, example):
    writer = SummaryWriter(log_dir)
    writer.add_graph(model, (example,), verbose=False)
    writer.close()


def summary(model, input_size, batch_size=-1):
    table, seen, handles = OrderedDict(), set(), []

    def register(module):
        def hook(module, input, output):
            if id(module) in seen:
                return
            seen.add(id(module))
            name = str(module.__class__).split(".")[-1].split("'")[0]
            count = torch.tensor(0)
            for parameter in module.parameters(recurse=False):
                count += torch.prod(torch.LongTensor(list(parameter.size())))
            shape = list(output.size())
            shape[0] = batch_size
            key = f"{name}-{len(table) + 1}"
            table[key] = {"layer": key, "output_shape": tuple(shape), "parameters": count}

        if not len(module._modules):
            handles.append(module.register_forward_hook(hook))

    buffers = {name: value.clone() for name, value in model.named_buffers()}
    model.apply(register)
    model(torch.rand(2, *input_size))
    for handle in handles:
        handle.remove()
    for name, value in model.named_buffers():
        value.copy_(buffers[name])
    print("Total params:", sum(int(row["parameters"]) for row in table.values()))
    return list(table.values())
