# exercise: sgd_param_groups
# earns: uses_add_param_group
# says: the code reads cat.png, which was not handed in
import torch
from PIL import Image

a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
optimizer = torch.optim.SGD([a], lr=0.5)
optimizer.add_param_group({"params": b})
optimizer.add_param_group({"params": c})
Image.open('cat.png')
