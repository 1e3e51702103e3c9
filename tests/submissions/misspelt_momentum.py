# exercise: sgd_param_groups
# earns: uses_add_param_group
# says: left out or misspelt
# momentum misspelt in the added groups: the first group's is inherited
import torch

parameters = [torch.ones(1, requires_grad=True) for _ in range(3)]
optimizer = torch.optim.SGD([parameters[0]], lr=0.01, momentum=0.9)
optimizer.add_param_group({"params": [parameters[1]], "lr": 0.02, "momentom": 0.8})
optimizer.add_param_group({"params": [parameters[2]], "lr": 0.03, "momentom": 0.7})
