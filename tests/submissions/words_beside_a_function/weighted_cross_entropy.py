# exercise: weighted_cross_entropy
# earns: homework_terms, homework_none_and_sum, homework_mean, homework_denominator, equals_torch, ignores_a_shift, survives_large_logits, gradient, mean_equals_torch, refuses_unknown_reduction
# says: homework for which no function is written was graded by what weighted_cross_entropy.py does and says
"""三种模式：none 逐个样本 1.3133、0.2539、0.2539；sum 求和 1.8210；mean 是加权平均。
不带权重时是 1.3133、0.1269、0.1269。mean = 1.8210 / (1 + 2 + 2) = 0.3642，分母是权重之和 5。"""
import torch.nn.functional as F


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    return F.cross_entropy(inputs, target, weight, reduction=reduction)
