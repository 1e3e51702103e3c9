from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for step in range(100):
        writer.add_scalar("y=2x", 2 * step, step)
    writer.close()
