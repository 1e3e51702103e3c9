# verdict: broke
# Returns text of a subclass of str.

import numpy as np


def double(x):
    return np.str_("2 * x")
