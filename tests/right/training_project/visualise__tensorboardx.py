"""tensorboardX, one writer for each function, numpy for the histograms."""

from tensorboardX import SummaryWriter


def log_training(log_dir, losses, accuracies):
    writer = SummaryWriter(log_dir)
    for epoch in range(len(losses)):
        writer.add_scalar("Train/Loss", losses[epoch], epoch + 1)
        writer.add_scalar("Train/Accuracy", accuracies[epoch], epoch + 1)
    writer.close()


def log_parameters(log_dir, model, epoch):
    writer = SummaryWriter(log_dir)
    for name, values in model.state_dict().items():
        if values.is_floating_point():
            writer.add_histogram("parameters/" + name, values.numpy(), epoch)
    writer.close()


def log_model(log_dir, model, example):
    writer = SummaryWriter(log_dir)
    writer.add_graph(model, (example,))
    print("graph written")
    writer.close()
