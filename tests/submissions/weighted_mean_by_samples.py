# exercise: weighted_cross_entropy
# earns: nothing
# says: divided by the 3 samples
# the docstring's divisor is the number of samples
import torch
import torch.nn.functional as F

inputs = torch.tensor([[1.0, 2], [1, 3], [1, 3]])
losses = F.cross_entropy(inputs, torch.tensor([0, 1, 1]), torch.tensor([1.0, 2]), reduction="none")
print("loss mean: {:.4f}".format(losses.sum() / 3))
