"""Every rate from the one before, as torch does it; a closure for the plateau."""

import math

import torch


def step_lr(base_lr, epochs, step_size, gamma=0.1):
    rates = []
    rate = base_lr
    for epoch in range(epochs):
        if epoch > 0 and epoch % step_size == 0:
            rate *= gamma
        rates.append(rate)
    return rates


def multi_step_lr(base_lr, epochs, milestones, gamma=0.1):
    rate = base_lr
    rates = []
    for epoch in range(epochs):
        rate *= gamma ** list(milestones).count(epoch)
        rates.append(rate)
    return tuple(rates)


def exponential_lr(base_lr, epochs, gamma):
    rates = [base_lr]
    while len(rates) < epochs:
        rates.append(rates[-1] * gamma)
    return rates


def cosine_annealing_lr(base_lr, epochs, T_max, eta_min=0.0):
    rates = []
    for epoch in range(epochs):
        share = 0.5 + 0.5 * math.cos(epoch * math.pi / T_max)
        rates.append(share * base_lr + (1 - share) * eta_min)
    return rates


def lambda_lr(base_lr, epochs, lr_lambda):
    return [base_lr * factor for factor in map(lr_lambda, range(epochs))]


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
    better = {
        ("min", "rel"): lambda new, best: new < best * (1 - threshold),
        ("min", "abs"): lambda new, best: new < best - threshold,
        ("max", "rel"): lambda new, best: new > best * (1 + threshold),
        ("max", "abs"): lambda new, best: new > best + threshold,
    }
    if (mode, threshold_mode) not in better:
        raise ValueError((mode, threshold_mode))
    best = float("inf") if mode == "min" else -float("inf")
    state = {"lr": base_lr, "best": best, "bad": 0, "cool": 0}

    def step(metric):
        if better[mode, threshold_mode](metric, state["best"]):
            state["best"] = metric
            state["bad"] = 0
        else:
            state["bad"] += 1
        if state["cool"]:
            state["cool"] -= 1
            state["bad"] = 0
        if state["bad"] > patience:
            new = max(state["lr"] * factor, min_lr)
            state["lr"] = new if state["lr"] - new > eps else state["lr"]
            state["cool"] = cooldown
            state["bad"] = 0
        return state["lr"]

    return [step(metric) for metric in metrics]


def build_scheduler(name, optimizer, **options):
    known = "StepLR MultiStepLR ExponentialLR CosineAnnealingLR ReduceLROnPlateau LambdaLR"
    if name not in known.split():
        raise ValueError("no such scheduler: " + name)
    return getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
