# verdict: held
# Leaves files whose names are no text, look like options, or like commands.

import os

for name in (b"\xff\xfe", b"-rf", b"--", b"a\nb", b"$(touch x)", b"x" * 255, b"\x1b[31m"):
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0))
os.symlink("/", "root")
os.symlink(".", "here")


def double(x):
    return 2 * x
