# exercise: sgd_param_groups
# earns: homework_groups, uses_add_param_group
# says: sgd_param_groups.py was graded as a script
import torch


def build_optimizer():
    w1, w2, w3 = (torch.zeros(2, requires_grad=True) for _ in range(3))
    optimizer = torch.optim.SGD([w1], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": w2, "lr": 0.02, "momentum": 0.8})
    optimizer.add_param_group({"params": w3, "lr": 0.03, "momentum": 0.7})
    return optimizer


print(build_optimizer().param_groups)
