# verdict: raised
# Returns 4 bytes that claim to be 4 GB.

import torch


def double(x):
    return torch.zeros(1).expand(1 << 30)
