from torch.utils.tensorboard import SummaryWriter

if __name__ == "__main__":
    with SummaryWriter() as trial:
        trial.add_scalar("another curve", 0, 0)


def points():
    return [(x, 2 * x) for x in range(20)]
