# exercise: tensorboard_line
# exercise: sgd_param_groups
# earns: homework_curve, homework_groups, uses_add_param_group
# says: switched_off.py runs nothing of it: flag is 0 in line 17
# says: switched_off.py runs nothing of it: flag is 0 in line 26
# the answers stand in blocks that are switched off, as in the lessons
import torch
from torch.utils.tensorboard import SummaryWriter

flag = 1
# flag = 0
if flag:
    print(torch.__version__)

# --------------------------------- curves
# flag = 1
flag = 0
if flag:
    writer = SummaryWriter()
    for x in range(20):
        writer.add_scalar("y=2x", 2 * x, x)
    writer.close()

# --------------------------------- groups
# flag = 1
flag = False

if flag:
    w = [torch.ones(1, requires_grad=True) for _ in range(3)]
    optimizer = torch.optim.SGD([w[0]], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": w[1], "lr": 0.02, "momentum": 0.8})
    optimizer.add_param_group({"params": w[2], "lr": 0.03, "momentum": 0.7})
