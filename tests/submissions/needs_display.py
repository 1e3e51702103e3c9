# exercise: sgd_param_groups
# earns: uses_add_param_group
# says: the code needs a display
import torch
import matplotlib

a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
optimizer = torch.optim.SGD([a], lr=0.5)
optimizer.add_param_group({"params": b})
optimizer.add_param_group({"params": c})
matplotlib.use('TkAgg', force=True); import matplotlib.pyplot as p; p.switch_backend('TkAgg')
