"""Three kinds of gradient descent for the line y = w * x + b, by hand.

手写三种梯度下降，拟合直线 y = w * x + b。
"""

import torch
from torch import Tensor


def batch_gradient_descent(
    x: Tensor, y: Tensor, lr: float, epochs: int, w: float = 0.0, b: float = 0.0
) -> tuple[float, float, list[float]]:
    """One step for each epoch, over all the data. / 每轮一步，使用全部数据。"""
    losses = []
    for _ in range(epochs):
        w, b = _step(x, y, lr, w, b)
        losses.append(_loss(x, y, w, b))
    return w, b, losses


def stochastic_gradient_descent(
    x: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
    w: float = 0.0,
    b: float = 0.0,
    seed: int = 0,
) -> tuple[float, float, list[float]]:
    """Batches of one sample. / 每批一个样本。"""
    return mini_batch_gradient_descent(x, y, lr, epochs, w, b, batch_size=1, seed=seed)


def mini_batch_gradient_descent(
    x: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
    w: float = 0.0,
    b: float = 0.0,
    batch_size: int = 8,
    seed: int = 0,
) -> tuple[float, float, list[float]]:
    """Every epoch cuts a fresh order of the samples into batches.

    每轮重新打乱样本的顺序，再切分成批。
    """
    generator = torch.Generator().manual_seed(seed)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator)
        for batch in order.split(batch_size):
            w, b = _step(x[batch], y[batch], lr, w, b)
        losses.append(_loss(x, y, w, b))
    return w, b, losses


def _step(x: Tensor, y: Tensor, lr: float, w: float, b: float) -> tuple[float, float]:
    """Both gradients at the same point, then both moves. / 先求两个梯度，再同时更新。"""
    error = w * x + b - y
    gradient_w = 2 * (error * x).mean().item()
    gradient_b = 2 * error.mean().item()
    return w - lr * gradient_w, b - lr * gradient_b


def _loss(x: Tensor, y: Tensor, w: float, b: float) -> float:
    return (w * x + b - y).square().mean().item()
