# exercise: sgd_param_groups
# earns: uses_add_param_group
# says: (0.1, 0.9)
# rates 0.1, 1e-3, 3e-2
import torch

w = [torch.ones(1, requires_grad=True) for _ in range(3)]
optimizer = torch.optim.SGD([w[0]], lr=0.1, momentum=0.9)
optimizer.add_param_group({"params": w[1], "lr": 1e-3, "momentum": 0.8})
optimizer.add_param_group({"params": w[2], "lr": 3e-2, "momentum": 0.7})
