"""add_scalars, histograms of gradients too and by module, a graph in eval mode, all flushed."""

from torch.utils.tensorboard import SummaryWriter


def log_training(log_dir, losses, accuracies):
    writer = SummaryWriter(log_dir)
    for name, values in {"Loss": losses, "Accuracy": accuracies}.items():
        for epoch, value in enumerate(values):
            writer.add_scalars(name, {"train": value}, global_step=epoch)
    writer.add_text("best epoch", str(losses.index(min(losses))))
    writer.close()


def log_parameters(log_dir, model, epoch):
    writer = SummaryWriter(log_dir)
    for prefix, module in model.named_modules():
        for name, parameter in module.named_parameters(prefix=prefix, recurse=False):
            tag = name.replace(".", "/")
            writer.add_histogram(tag, parameter.detach(), epoch, bins="auto")
            if parameter.grad is not None:
                writer.add_histogram(tag + "_grad", parameter.grad, epoch)
    writer.flush()


def log_model(log_dir, model, example):
    training = model.training
    writer = SummaryWriter(log_dir)
    writer.add_graph(model.eval(), example)
    writer.flush()
    model.train(training)
