"""Matrix products with one-hot targets; the reductions are functions in a dict."""

import torch

REDUCTIONS = {
    "none": lambda loss, w: loss,
    "sum": lambda loss, w: loss.sum(),
    "mean": lambda loss, w: loss.sum().div(w.sum()),
}


def _parts(inputs, target, weight):
    one_hot = (target[:, None] == torch.arange(inputs.size(1))).to(inputs.dtype)
    log_p = inputs.sub(inputs.amax(1, keepdim=True))
    log_p = log_p - log_p.exp().sum(1, keepdim=True).log()
    w = one_hot @ weight.to(inputs.dtype)
    return -(one_hot * log_p).sum(1), w


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction must be one of {', '.join(REDUCTIONS)}")
    weight = torch.ones(inputs.size(1)) if weight is None else weight
    loss, w = _parts(inputs, target, weight)
    return REDUCTIONS[reduction](loss * w, w)


def explain_mean(inputs, target, weight):
    loss, w = _parts(inputs, target, weight)
    parts = {"per_sample": loss, "weighted": loss * w, "denominator": w.sum(), "extra": w}
    return parts | {"mean": parts["weighted"].sum() / parts["denominator"]}
