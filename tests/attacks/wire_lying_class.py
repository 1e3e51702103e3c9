# verdict: died or raised or broke
# Returns an object that says that it is a tensor.

import torch


class Liar:
    __class__ = torch.Tensor
    dtype = torch.float32
    layout = torch.strided
    shape = torch.Size([3])

    def __getattr__(self, name):
        return lambda *rest: self


def double(x):
    return Liar()
