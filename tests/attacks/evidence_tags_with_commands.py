# verdict: broke
# exercise: week5/tensorboard_line
# Names a wrong curve with HTML, escapes and commands, and texts and pictures with more of them.

import numpy as np

from torch.utils.tensorboard import SummaryWriter

TAG = "<img src=x onerror=alert(1)>\x1b[2J\u202e\n::error::y\n##vso[x]"


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir) as writer:
        for x in steps:
            writer.file_writer.add_summary(summary(slope * x + 1), x)
        writer.add_text(TAG, TAG)
        writer.add_image(TAG, np.zeros((3, 2, 2)))


def summary(value):
    from tensorboard.compat.proto.summary_pb2 import Summary

    return Summary(value=[Summary.Value(tag=TAG, simple_value=value)])
