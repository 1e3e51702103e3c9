# exercise: sgd_param_groups
# earns: homework_groups, uses_add_param_group
# says: these keys are not: dampening, weight_decay, nesterov. It costs nothing
import torch

w1, w2, w3 = (torch.randn(2, 2, requires_grad=True) for _ in range(3))
optimizer = torch.optim.SGD([w1], lr=0.01, momentum=0.9)
optimizer.add_param_group({"params": w2, "lr": 0.02, "momentum": 0.8})
optimizer.add_param_group({"params": w3, "lr": 0.03, "momentum": 0.7})
for number, group in enumerate(optimizer.param_groups, 1):
    print(f"第 {number} 组", "lr:", group["lr"], "momentum:", group["momentum"])
