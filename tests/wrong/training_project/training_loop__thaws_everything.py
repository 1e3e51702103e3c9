# fails: frozen_parameters_stay
"""Every parameter is made to require a gradient first."""


def train(model, loader, criterion, optimizer, epochs):
    history = []
    for parameter in model.parameters():
        parameter.requires_grad_(True)
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
