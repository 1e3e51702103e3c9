from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        writer.add_scalar("y=2x", slope * x, x)
    writer.close()
