# verdict: held
# Returns right numbers in memory that is shared, not in order and negative by a mark: plain numbers.

import torch


def double(x):
    return torch.complex(x, -2 * x).t().contiguous().t().conj().imag if x.dim() == 2 else 2 * x
