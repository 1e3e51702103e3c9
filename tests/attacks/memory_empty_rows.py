# verdict: broke
# Returns no element at all, in a million million rows: to print them would be the end.

import torch


def double(x):
    return torch.empty(1 << 40, 0)
