# verdict: broke
# exercise: week5/tensorboard_line
# Writes points that are no numbers, at steps beyond all counting.

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir) as writer:
        for step in (-(1 << 63), (1 << 63) - 1, -1, 0):
            for value in (float("nan"), float("inf"), -1e300, 1e-300):
                writer.add_scalar("y", value, step)
