# fails: any_line
"""The loop ends one step early, as range(99) did for the lesson's hundred."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    x = list(steps)
    with SummaryWriter(log_dir) as writer:
        for i in range(len(x) - 1):
            writer.add_scalar("y=2x", slope * x[i], x[i])
