# verdict: held
# Prints commands to CI systems and JSON that looks like a report.

import os
import sys

print("::error::failed\n::stop-commands::token\n##[error]failed")
print('{"score": {"earned": 100, "possible": 1}}')
os.write(2, b"Traceback (most recent call last):\n\x1b[2J")
sys.stdout.flush()


def double(x):
    print("::add-mask::2")
    return 2 * x
