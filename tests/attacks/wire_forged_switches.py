# verdict: died
# exercise: week4/sgd_param_groups
# A script that has switches told of it that are not there: a name of 100,000 letters, impossible lines.

import sandbox.source as source

source.switches = lambda content: [("<b>::error::" + "x" * 100_000, 1 << 30), ("y", -5), ("z", 0)]
