# group 1 in the constructor, two added, as the course's own answer has it
import torch
import torch.optim as optim

w1, w2, w3 = (torch.randn((2, 2), requires_grad=True) for _ in range(3))

optimizer = optim.SGD([w1], lr=0.01, momentum=0.9)
optimizer.add_param_group({"params": w2, "lr": 0.02, "momentum": 0.8})
optimizer.add_param_group({"params": w3, "lr": 0.03, "momentum": 0.7})

for index, group in enumerate(optimizer.param_groups):
    for key, value in group.items():
        print(index, key, value)
