"""A context manager is the hook; ReLUs are out of place on a copy; maps (C, 1, h, w); tensorboardX."""

import copy

import torch
from tensorboardX import SummaryWriter
from torch import nn
from torchvision import utils as vutils


class Watch:
    def __init__(self, layer):
        self.layer = layer

    def __call__(self, _module, _inputs, output):
        self.output = output.detach()

    def __enter__(self):
        self.handle = self.layer.register_forward_hook(self)
        return self

    def __exit__(self, *error):
        self.handle.remove()


def conv1_feature_maps(model, image):
    twin = copy.deepcopy(model).eval()
    for layer in twin.modules():
        if isinstance(layer, nn.ReLU):
            layer.inplace = False
    with Watch(twin.features[0]) as watch:
        twin(image)
    return watch.output.transpose(0, 1)


def log_feature_maps(log_dir, model, image):
    maps = conv1_feature_maps(model, image)
    writer = SummaryWriter(log_dir)
    grid = vutils.make_grid(maps, normalize=True, scale_each=True)
    writer.add_image("特征图", grid, 1)
    writer.close()


def log_kernels(log_dir, model):
    writer = SummaryWriter(log_dir)
    kernels = [one for name, one in model.named_parameters() if name.endswith("weight")][0]
    grid = vutils.make_grid(kernels.data.clone(), normalize=True, scale_each=True)
    writer.add_image("卷积核", grid, 1)
    writer.close()
