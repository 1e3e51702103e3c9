# verdict: held
# exercise: week5/tensorboard_line
# Writes its line, and broken event files whose names are commands, or no text.

import os

from torch.utils.tensorboard import SummaryWriter

NAMES = (b"\n::error::tfevents", b"\x1b[2Jtfevents", b"\xff\xfetfevents", "\u202etfevents".encode(), b"##[error]tfevents")


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir) as writer:
        for x in steps:
            writer.add_scalar("y", slope * x, x)
    for name in NAMES:
        with open(os.path.join(os.fsencode(log_dir), name), "wb") as file:
            file.write(b"nothing of the kind")
