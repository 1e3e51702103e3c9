# fails: trains_any_network, mean_over_samples
"""The batches of the first epoch are kept, so the loader never shuffles again."""


def train(model, loader, criterion, optimizer, epochs):
    history = []
    batches = list(loader)
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    return history
