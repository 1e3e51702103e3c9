"""tensorboardX with its own argument name, closed in a finally block; prints while it writes."""

from tensorboardX import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(logdir=log_dir)
    try:
        for x in steps:
            y = slope * x
            print(f"step {x}: y = {y}")
            writer.add_scalar("y_2x", y, global_step=x)
    finally:
        writer.close()
