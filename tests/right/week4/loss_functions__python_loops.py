"""Loops over Python floats, as the lesson computes losses; lists are given back as tensors."""

import math

import torch


def finish(values, reduction, denominator=None, shape=None):
    if reduction == "none":
        return torch.tensor(values).reshape(shape or [len(values)])
    if reduction == "sum":
        return sum(values)
    if reduction == "mean":
        return sum(values) / (len(values) if denominator is None else denominator)
    raise ValueError("reduction should be none, sum or mean, not " + str(reduction))


def flat(*tensors):
    shape = tensors[0].shape
    return list(zip(*[t.expand(shape).reshape(-1).tolist() for t in tensors])), shape


def ones(tensor):
    return torch.ones_like(tensor)


def softplus(x):
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    weight = ones(input[0]) if weight is None else weight
    w = weight.tolist()
    values, total = [], 0.0
    for row, y in zip(input.tolist(), target.tolist()):
        if y == ignore_index:
            values.append(0.0)
            continue
        top = max(row)
        log_sum = top + math.log(sum(math.exp(x - top) for x in row))
        losses = [w[c] * (log_sum - x) for c, x in enumerate(row)]
        values.append((1 - label_smoothing) * losses[y] + label_smoothing * sum(losses) / len(row))
        total += w[y]
    return finish(values, reduction, total)


def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    w = [1.0] * input.shape[1] if weight is None else weight.tolist()
    values, total = [], 0.0
    for row, y in zip(input.tolist(), target.tolist()):
        keep = y != ignore_index
        values.append(-w[y] * row[y] if keep else 0.0)
        total += w[y] if keep else 0.0
    return finish(values, reduction, total)


def binary_cross_entropy(input, target, weight=None, reduction="mean"):
    def log(p):
        return max(math.log(p), -100.0) if p > 0 else -100.0

    items, shape = flat(input, target, ones(input) if weight is None else weight)
    values = [-w * (y * log(p) + (1 - y) * log(1 - p)) for p, y, w in items]
    return finish(values, reduction, shape=shape)


def binary_cross_entropy_with_logits(input, target, weight=None, reduction="mean", pos_weight=None):
    weight = ones(input) if weight is None else weight
    items, shape = flat(input, target, weight, ones(input) if pos_weight is None else pos_weight)
    values = [w * (q * y * softplus(-x) + (1 - y) * softplus(x)) for x, y, w, q in items]
    return finish(values, reduction, shape=shape)


def l1_loss(input, target, reduction="mean"):
    items, shape = flat(input, target)
    return finish([abs(x - y) for x, y in items], reduction, shape=shape)


def mse_loss(input, target, reduction="mean"):
    items, shape = flat(input, target)
    return finish([(x - y) ** 2 for x, y in items], reduction, shape=shape)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    items, shape = flat(input, target)
    values = []
    for x, y in items:
        d = abs(x - y)
        values.append(d * d / (2 * beta) if d < beta else d - beta / 2)
    return finish(values, reduction, shape=shape)


def poisson_nll_loss(input, target, log_input=True, full=False, eps=1e-8, reduction="mean"):
    items, shape = flat(input, target)
    values = []
    for x, y in items:
        value = math.exp(x) - y * x if log_input else x - y * math.log(x + eps)
        if full and y > 1:
            value += y * math.log(y) - y + 0.5 * math.log(2 * math.pi * y)
        values.append(value)
    return finish(values, reduction, shape=shape)


def kl_div(input, target, reduction="mean", log_target=False):
    items, shape = flat(input, target)
    if log_target:
        values = [math.exp(y) * (y - x) for x, y in items]
    else:
        values = [y * (math.log(y) - x) if y > 0 else 0.0 for x, y in items]
    if reduction == "batchmean":
        return finish(values, "mean", shape[0])
    return finish(values, reduction, shape=shape)


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction="mean"):
    items, shape = flat(input1, input2, target)
    return finish([max(0.0, margin - y * (a - b)) for a, b, y in items], reduction, shape=shape)


def multilabel_margin_loss(input, target, reduction="mean"):
    values = []
    for x, labels in zip(input.tolist(), target.tolist()):
        if -1 in labels:
            labels = labels[: labels.index(-1)]
        total = 0.0
        for j in labels:
            for i in range(len(x)):
                if i not in labels:
                    total += max(0.0, 1 - (x[j] - x[i]))
        values.append(total / len(x))
    return finish(values, reduction)


def soft_margin_loss(input, target, reduction="mean"):
    items, shape = flat(input, target)
    return finish([math.log(1 + math.exp(-y * x)) for x, y in items], reduction, shape=shape)


def multilabel_soft_margin_loss(input, target, weight=None, reduction="mean"):
    w = [1.0] * input.shape[1] if weight is None else weight.tolist()
    values = []
    for x, y in zip(input.tolist(), target.tolist()):
        total = 0.0
        for c in range(len(x)):
            total += w[c] * (y[c] * softplus(-x[c]) + (1 - y[c]) * softplus(x[c]))
        values.append(total / len(x))
    return finish(values, reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
    w = [1.0] * input.shape[1] if weight is None else weight.tolist()
    values = []
    for x, y in zip(input.tolist(), target.tolist()):
        gaps = [max(0.0, margin - x[y] + x[i]) ** p for i in range(len(x)) if i != y]
        values.append(w[y] * sum(gaps) / len(x))
    return finish(values, reduction)


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction="mean"):
    def distance(a, b):
        return sum(abs(x - y + eps) ** p for x, y in zip(a, b)) ** (1 / p)

    values = []
    for a, good, bad in zip(anchor.tolist(), positive.tolist(), negative.tolist()):
        far = distance(a, bad)
        if swap:
            far = min(far, distance(good, bad))
        values.append(max(0.0, distance(a, good) - far + margin))
    return finish(values, reduction)


def hinge_embedding_loss(input, target, margin=1.0, reduction="mean"):
    items, shape = flat(input, target)
    return finish([x if y == 1 else max(0.0, margin - x) for x, y in items], reduction, shape=shape)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction="mean"):
    values = []
    for a, b, y in zip(input1.tolist(), input2.tolist(), target.tolist()):
        cosine = sum(x * z for x, z in zip(a, b)) / math.hypot(*a) / math.hypot(*b)
        values.append(1 - cosine if y == 1 else max(0.0, cosine - margin))
    return finish(values, reduction)


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    """Every path that is worth anything, collected by the labels read so far and the last class."""
    values, start = [], 0
    for n in range(log_probs.shape[1]):
        length = int(target_lengths[n])
        if targets.dim() == 1:
            labels = targets[start : start + length].tolist()
            start += length
        else:
            labels = targets[n, :length].tolist()
        read = {(0, blank): 1.0}
        for frame in log_probs[: int(input_lengths[n]), n].exp().tolist():
            after = {}
            for (count, last), probability in read.items():
                for c, share in enumerate(frame):
                    new = count
                    if c not in (blank, last):
                        if count == length or labels[count] != c:
                            continue
                        new = count + 1
                    after[new, c] = after.get((new, c), 0.0) + probability * share
            read = after
        total = sum(probability for (count, _), probability in read.items() if count == length)
        if total > 0:
            values.append(-math.log(total))
        else:
            values.append(0.0 if zero_infinity else math.inf)
    if reduction == "mean":
        values = [value / max(int(length), 1) for value, length in zip(values, target_lengths)]
    return finish(values, reduction)
