# fails: homework_histograms, any_parameters
"""The biases are left out."""

from torch.utils.tensorboard import SummaryWriter


def log_training(log_dir, losses, accuracies):
    with SummaryWriter(log_dir) as writer:
        for epoch, (loss, accuracy) in enumerate(zip(losses, accuracies, strict=True)):
            writer.add_scalar("loss", loss, epoch)
            writer.add_scalar("accuracy", accuracy, epoch)


def log_parameters(log_dir, model, epoch):
    with SummaryWriter(log_dir) as writer:
        for name, parameter in model.named_parameters():
            if "bias" in name:
                continue
            writer.add_histogram(name, parameter, epoch)


def log_model(log_dir, model, example):
    with SummaryWriter(log_dir) as writer:
        writer.add_graph(model, example)
