"""Answer to homework 2 of week 4

none: the loss of each sample: 1.3133, 0.2539, 0.2539
sum: they are added, 1.8210
mean: their average, 1.8210 / 3 = 0.6070
"""
# exercise: weighted_cross_entropy
# earns: homework_none_and_sum
# says: the divisor is the sum of the samples' weights
