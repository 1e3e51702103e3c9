"""Two writers of tensorboardX in two folders; sums in tensors, momentum, measured afterwards."""

import os

import torch
from tensorboardX import SummaryWriter
from torch import nn


def log_curves(log_dir, history):
    for kind in ("train", "valid"):
        writer = SummaryWriter(os.path.join(log_dir, kind))
        for epoch in range(len(history)):
            writer.add_scalar("loss", history[epoch][kind + "_loss"], epoch)
            writer.add_scalar("acc", history[epoch][kind + "_accuracy"], epoch)
        writer.close()


def measure(model, loader):
    model.eval()
    criterion = nn.CrossEntropyLoss(reduction="sum")
    loss, right = torch.zeros(()), torch.zeros(())
    with torch.no_grad():
        for inputs, labels in loader:
            outputs = model(inputs)
            loss += criterion(outputs, labels)
            right += (outputs.max(1)[1] == labels).sum()
    samples = len(loader.dataset)
    return loss / samples, right / samples


def train(model, train_loader, valid_loader, epochs, lr, log_dir):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    history = []
    for epoch in range(epochs):
        model.train()
        for inputs, labels in train_loader:
            model.zero_grad()
            criterion(model(inputs), labels).backward()
            optimizer.step()
        row = {"epoch": epoch}
        row["train_loss"], row["train_accuracy"] = measure(model, train_loader)
        row["valid_loss"], row["valid_accuracy"] = measure(model, valid_loader)
        history.append(row)
    log_curves(log_dir, history)
    return history
