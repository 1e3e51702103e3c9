"""The line in TensorBoard, with add_scalars.  韩梅梅"""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir) as writer:
        for x in steps:
            writer.add_scalars("curves", {f"y={slope}x": slope * x}, x)
