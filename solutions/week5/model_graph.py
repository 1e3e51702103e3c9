"""The structure of a model: its graph in TensorBoard, and a table of its layers.

模型的结构：TensorBoard 中的计算图，以及各层的表格。
"""

import copy

import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_graph(log_dir: str, model: nn.Module, example: torch.Tensor) -> None:
    """add_graph traces one forward pass. / add_graph 跟踪一次前向计算。"""
    with SummaryWriter(log_dir) as writer:
        writer.add_graph(model, example)


def summary(model: nn.Module, input_size: tuple[int, ...], batch_size: int = -1) -> list[dict]:
    """In eval mode, on a copy: batch norm takes any batch, and the model stays as it was.

    在副本上以 eval 模式运行：批归一化接受任意大小的批，原模型也不会变。
    """
    rows = {}

    def note(layer, _inputs, output):
        rows.setdefault(
            layer,
            {
                "layer": f"{type(layer).__name__}-{len(rows) + 1}",
                "output_shape": [batch_size, *output.shape[1:]],
                "parameters": sum(parameter.numel() for parameter in layer.parameters()),
            },
        )

    copied = copy.deepcopy(model).eval()
    for module in copied.modules():
        if not list(module.children()):
            module.register_forward_hook(note)
    with torch.no_grad():
        copied(torch.rand(2, *input_size))
    return list(rows.values())
