# verdict: held or broke or timed_out or died
# exercise: week5/tensorboard_line
# Writes its line, and 600 event files of nothing.

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir) as writer:
        for x in steps:
            writer.add_scalar("y", slope * x, x)
    for number in range(600):
        open(f"{log_dir}/tfevents.{number}", "w").close()
