# fails: homework_losses, homework_parameters, trains_any_network, mean_over_samples
"""The optimiser that was given is replaced by another one."""

import torch


def train(model, loader, criterion, optimizer, epochs):
    history = []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history
