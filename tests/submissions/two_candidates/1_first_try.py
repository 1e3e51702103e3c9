# exercise: sgd_param_groups
# earns: homework_groups, uses_add_param_group
# says: other files look like answers to this exercise too and were not taken: 1_first_try.py
# an attempt that comes first by name and does worse
import torch

optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.01)
optimizer.add_param_group({"params": torch.ones(1, requires_grad=True), "lr": 0.02})
