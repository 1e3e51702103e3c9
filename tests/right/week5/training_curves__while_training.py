"""Points are written while the network trains; the steps are by hand."""

import torch
import torch.nn.functional as F
from tensorboardX import SummaryWriter


def write(writer, epoch, row):
    writer.add_scalars(
        "Loss", {"Train": row["train_loss"], "Valid": row["valid_loss"]}, global_step=epoch
    )
    writer.add_scalars(
        "Accuracy", {"Train": row["train_accuracy"], "Valid": row["valid_accuracy"]}, epoch
    )


def log_curves(log_dir, history):
    writer = SummaryWriter(log_dir)
    for epoch, row in enumerate(history, start=1):
        write(writer, epoch, row)
    writer.close()


def train(model, train_loader, valid_loader, epochs, lr, log_dir):
    writer = SummaryWriter(log_dir, flush_secs=1)
    history = []
    for epoch in range(1, epochs + 1):
        row = {}
        for kind, loader in (("train", train_loader), ("valid", valid_loader)):
            model.train(kind == "train")
            losses, right = [], []
            for inputs, labels in loader:
                logits = model(inputs)
                each = F.cross_entropy(logits, labels, reduction="none")
                losses += each.tolist()
                right += (logits.argmax(-1) == labels).tolist()
                if kind == "train":
                    gradients = torch.autograd.grad(each.mean(), list(model.parameters()))
                    with torch.no_grad():
                        for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                            parameter.sub_(lr * gradient)
            row[kind + "_loss"] = sum(losses) / len(losses)
            row[kind + "_accuracy"] = sum(right) / len(right)
        write(writer, epoch, row)
        history.append(row)
    writer.close()
    return history
