# verdict: broke or died or timed_out
# Returns as much as just fits into a reply, at every call of a property: the judge must not
# hoard it.

import torch

LARGE = torch.zeros(11_000_000)


def double(x):
    return 2 * x if x.shape == (3,) else LARGE
