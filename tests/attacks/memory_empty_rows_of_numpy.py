# verdict: broke
# The same as an array.

import numpy as np


def double(x):
    return np.empty((1 << 40, 0))
