"""Gradients are cleared after the step, parameter by parameter; losses are tensors without graph."""

import torch


def train(model, loader, criterion, optimizer, epochs):
    model.train()
    losses = []
    for epoch in range(epochs):
        weighted, sizes = [], []
        for step, batch in enumerate(loader):
            inputs, targets = batch
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            for parameter in model.parameters():
                parameter.grad = None
            weighted.append(loss.detach() * inputs.shape[0])
            sizes.append(inputs.shape[0])
            print(f"epoch {epoch} step {step}: {loss:.4f}")
        losses.append(torch.stack(weighted).sum() / sum(sizes))
    return losses
