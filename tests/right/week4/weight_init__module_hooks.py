"""A module with torch.nn.init, seen through hooks; bound and std by way of calculate_gain."""

import torch
from torch import nn


def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
    mean_fan = (fan_in + fan_out) / 2
    return torch.tensor(3.0 / mean_fan).sqrt() * gain


def kaiming_normal_std(fan_in, negative_slope=0.0):
    return nn.init.calculate_gain("leaky_relu", negative_slope) * fan_in**-0.5


class MLP(nn.Module):
    def __init__(self, depth, width, weight_std, activation):
        super().__init__()
        kinds = {"identity": nn.Identity, "tanh": nn.Tanh, "relu": nn.ReLU}
        self.layers = nn.ModuleList()
        for _ in range(depth):
            linear = nn.Linear(width, width, bias=False)
            nn.init.normal_(linear.weight, std=weight_std)
            self.layers.append(nn.Sequential(linear, kinds[activation]()))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


@torch.no_grad()
def activation_stds(depth, width, weight_std, activation, seed):
    torch.manual_seed(seed)
    net = MLP(depth, width, weight_std, activation)
    stds = []
    for layer in net.layers:
        layer.register_forward_hook(lambda module, args, output: stds.append(output.std()))
    net(torch.randn(64, width))
    print("stds:", [f"{s:.3g}" for s in stds])
    return torch.stack(stds)
