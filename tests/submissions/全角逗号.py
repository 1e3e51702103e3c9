# exercise: sgd_param_groups
# earns: nothing
# says: there is a full-width '，' in the code
import torch

w = torch.zeros(2, requires_grad=True)
optimizer = torch.optim.SGD([w]，lr=0.01)
