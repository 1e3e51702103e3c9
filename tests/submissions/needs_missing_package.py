# exercise: sgd_param_groups
# earns: uses_add_param_group
# says: the code imports torchsummary
import torch
import torch

a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
optimizer = torch.optim.SGD([a], lr=0.5)
optimizer.add_param_group({"params": b})
optimizer.add_param_group({"params": c})
import torchsummary
