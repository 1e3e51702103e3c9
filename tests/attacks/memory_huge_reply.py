# verdict: raised
# Returns more than fits into a reply.

import torch


def double(x):
    return torch.zeros(30_000_000)
