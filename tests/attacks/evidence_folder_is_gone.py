# verdict: broke
# exercise: week5/tensorboard_line
# Takes the log folder away.

import os


def draw_line(log_dir, slope=2.0, steps=range(100)):
    os.rmdir(log_dir)
