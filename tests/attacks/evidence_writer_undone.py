# verdict: timed_out or broke
# exercise: week5/tensorboard_line
# Leaves a writer open whose flush, which is called on its behalf, never returns.

from torch.utils.tensorboard import SummaryWriter

kept = []


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    kept.append(writer)
    for x in steps:
        writer.add_scalar("y", slope * x, x)
    writer.file_writer.flush = endless


def endless():
    while True:
        pass
