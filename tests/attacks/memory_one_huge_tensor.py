# verdict: out_of_memory
# Asks for 30 GB at once.

import torch


def double(x):
    return torch.ones(30 << 30, dtype=torch.uint8)
