# fails: homework_curves, any_curves
"""Only the epoch that the run ends with is written."""

from torch.utils.tensorboard import SummaryWriter


def log_training(log_dir, losses, accuracies):
    with SummaryWriter(log_dir) as writer:
        writer.add_scalar("loss", losses[-1], len(losses))
        writer.add_scalar("accuracy", accuracies[-1], len(losses))


def log_parameters(log_dir, model, epoch):
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, epoch)


def log_model(log_dir, model, example):
    with SummaryWriter(log_dir) as writer:
        writer.add_graph(model, example)
