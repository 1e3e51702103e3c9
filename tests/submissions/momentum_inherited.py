# exercise: sgd_param_groups
# earns: uses_add_param_group
# says: keep the constructor's 0.9
# momentum left out of the added groups: the constructor's is inherited
import torch

a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
optimizer = torch.optim.SGD([a], lr=0.01, momentum=0.9)
optimizer.add_param_group({"params": b, "lr": 0.02})
optimizer.add_param_group({"params": c, "lr": 0.03})
print(optimizer.param_groups)
