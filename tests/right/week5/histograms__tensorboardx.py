"""tensorboardX, numpy, the gradients in a second pass."""

from tensorboardX import SummaryWriter


def log_histograms(log_dir, model, step):
    writer = SummaryWriter(log_dir)
    for name, data in model.named_parameters():
        writer.add_histogram(name, data.detach().cpu().numpy(), step)
    for name, data in model.named_parameters():
        if data.grad is None:
            print("no gradient:", name)
            continue
        writer.add_histogram(name + "/grad", data.grad.numpy(), step, bins="auto")
    writer.close()


if __name__ == "__main__":
    print("histograms")
