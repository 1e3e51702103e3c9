"""float32 tensors and numpy arrays instead of lists of floats."""

import numpy as np
import torch
from torch.optim import lr_scheduler


def step_lr(base_lr, epochs, step_size, gamma=0.1):
    return base_lr * gamma ** torch.div(torch.arange(epochs), step_size, rounding_mode="floor")


def multi_step_lr(base_lr, epochs, milestones, gamma=0.1):
    passed = np.searchsorted(np.array(milestones), np.arange(epochs), side="right")
    return base_lr * np.power(gamma, passed)


def exponential_lr(base_lr, epochs, gamma):
    return (base_lr * torch.tensor(gamma) ** torch.arange(epochs)).tolist()


def cosine_annealing_lr(base_lr, epochs, T_max, eta_min=0.0):
    phase = torch.arange(epochs, dtype=torch.float32) / T_max
    return eta_min + 0.5 * (base_lr - eta_min) * (1 + torch.cos(torch.pi * phase))


def lambda_lr(base_lr, epochs, lr_lambda):
    return np.array([lr_lambda(epoch) for epoch in range(epochs)]) * base_lr


def reduce_lr_on_plateau(
    base_lr,
    metrics,
    mode="min",
    factor=0.1,
    patience=10,
    threshold=1e-4,
    threshold_mode="rel",
    cooldown=0,
    min_lr=0.0,
    eps=1e-8,
):
    if mode not in {"min", "max"} or threshold_mode not in {"rel", "abs"}:
        raise ValueError(mode, threshold_mode)
    flip = 1.0 if mode == "min" else -1.0
    best, bad, cool = np.inf, 0, 0
    rates = np.empty(len(metrics))
    for i, value in enumerate(flip * np.array(metrics)):
        # with the sign turned, better is always smaller
        bound = best - threshold if threshold_mode == "abs" else best * (1 - flip * threshold)
        improved = value < bound
        best = value if improved else best
        bad = 0 if improved or cool > 0 else bad + 1
        cool = max(cool - 1, 0)
        if bad > patience:
            candidate = max(base_lr * factor, min_lr)
            base_lr = candidate if base_lr - candidate > eps else base_lr
            bad, cool = 0, cooldown
        rates[i] = base_lr
    return rates


def build_scheduler(name, optimizer, **options):
    match name:
        case "StepLR":
            return lr_scheduler.StepLR(optimizer, **options)
        case "MultiStepLR":
            return lr_scheduler.MultiStepLR(optimizer, **options)
        case "ExponentialLR":
            return lr_scheduler.ExponentialLR(optimizer, **options)
        case "CosineAnnealingLR":
            return lr_scheduler.CosineAnnealingLR(optimizer, **options)
        case "ReduceLROnPlateau":
            return lr_scheduler.ReduceLROnPlateau(optimizer, **options)
        case "LambdaLR":
            return lr_scheduler.LambdaLR(optimizer, **options)
    raise ValueError(name)
