# exercise: weighted_cross_entropy
# earns: homework_mean, homework_none_and_sum
# says: was graded as a script
# nn.CrossEntropyLoss used and printed, with the sum by hand beside it
import torch
import torch.nn as nn

inputs = torch.tensor([[1, 2], [1, 3], [1, 3]], dtype=torch.float)
target = torch.tensor([0, 1, 1], dtype=torch.long)
weights = torch.tensor([1, 2], dtype=torch.float)

for reduction in ("none", "sum", "mean"):
    print(reduction, nn.CrossEntropyLoss(weight=weights, reduction=reduction)(inputs, target))
