# fails: homework_losses, homework_parameters, trains_any_network, mean_over_samples, frozen_parameters_stay
"""The optimiser steps before the backward pass."""


def train(model, loader, criterion, optimizer, epochs):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            optimizer.step()
            loss.backward()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history
