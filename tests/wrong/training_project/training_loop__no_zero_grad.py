# fails: homework_losses, homework_parameters, trains_any_network, mean_over_samples
"""Gradients pile up from batch to batch."""


def train(model, loader, criterion, optimizer, epochs):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history
