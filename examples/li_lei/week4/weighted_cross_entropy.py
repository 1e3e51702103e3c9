"""
# @file name  : weighted_cross_entropy.py
# @author     : 李雷
# @brief      : 第四周作业：手算带权重的交叉熵
"""

import torch


# 第 15 课的公式：loss(x, class) = weight[class] * (-x[class] + log(sum_j exp(x[j])))
def ce_one_sample(x, label):
    return -x[label] + torch.logsumexp(x, dim=0)


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if reduction not in ["none", "sum", "mean"]:
        raise ValueError("reduction 只能是 none、sum 或 mean")

    loss_list = []
    for i in range(inputs.shape[0]):
        label = target[i]
        loss_i = ce_one_sample(inputs[i], label)
        if weight is not None:
            loss_i = weight[label] * loss_i
        loss_list.append(loss_i)
    loss = torch.stack(loss_list)

    if reduction == "sum":
        loss = loss.sum()
    elif reduction == "mean":
        loss = loss.mean()  # 求平均
    return loss


def explain_mean(inputs, target, weight):
    per_sample = weighted_cross_entropy(inputs, target, reduction="none")
    weighted = weighted_cross_entropy(inputs, target, weight, reduction="none")
    n = len(inputs)  # 样本数
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": n,
        "mean": weighted.sum() / n,
    }


if __name__ == "__main__":
    inputs = torch.tensor([[1, 2], [1, 3], [1, 3]], dtype=torch.float)
    target = torch.tensor([0, 1, 1], dtype=torch.long)
    weights = torch.tensor([1, 2], dtype=torch.float)
    for mode in ["none", "sum", "mean"]:
        print(mode, weighted_cross_entropy(inputs, target, weights, mode))
    print(explain_mean(inputs, target, weights))
