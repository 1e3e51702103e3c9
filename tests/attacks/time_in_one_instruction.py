# verdict: timed_out
# Is busy inside one call into C, where Python cannot be interrupted.

import re


def double(x):
    re.match("(a|aa)+$", "a" * 200 + "b")
    return 2 * x
