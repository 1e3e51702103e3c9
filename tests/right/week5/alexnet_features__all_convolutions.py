"""Hooks on every convolution, maps (C, h, w), and scaling in loops with numpy."""

import numpy as np
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def conv1_feature_maps(model, image):
    fmap_block, handles = {}, []

    def forward_hook(module, data_input, data_output):
        fmap_block[module] = data_output.data.clone()

    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            handles.append(layer.register_forward_hook(forward_hook))
    was_training = model.training
    model.eval()
    model.forward(image)
    model.train(was_training)
    for handle in handles:
        handle.remove()
    first = next(layer for layer in model.modules() if isinstance(layer, nn.Conv2d))
    print(fmap_block[first].shape)
    return fmap_block[first].squeeze(0)


def grid_of(images):
    count, height, width = len(images), *images[0].shape[-2:]
    columns = min(8, count)
    rows = (count + columns - 1) // columns
    grid = np.zeros((3, rows * (height + 2) + 2, columns * (width + 2) + 2), dtype=np.float32)
    for k, one in enumerate(images):
        low, high = one.min(), one.max()
        scaled = np.zeros_like(one) if low == high else (one - low) / (high - low)
        top, left = k // columns * (height + 2) + 2, k % columns * (width + 2) + 2
        grid[:, top : top + height, left : left + width] = scaled
    return grid


def write(log_dir, tag, images):
    with SummaryWriter(log_dir) as writer:
        writer.add_image(tag, grid_of(list(images)))


def log_feature_maps(log_dir, model, image):
    maps = conv1_feature_maps(model, image).numpy()
    write(log_dir, "maps", [one[np.newaxis] for one in maps])


def log_kernels(log_dir, model):
    with torch.no_grad():
        write(log_dir, "kernels", model.features[0].weight.numpy())
