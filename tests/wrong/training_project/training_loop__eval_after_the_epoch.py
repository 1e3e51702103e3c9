# fails: trains_in_train_mode
"""After every epoch the model goes into eval mode, and only the first begins in train mode."""


def train(model, loader, criterion, optimizer, epochs):
    history = []
    model.train()
    for _ in range(epochs):
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        model.eval()
        history.append(total / len(loader.dataset))
    return history
