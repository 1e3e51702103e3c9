# fails: losses_carry_no_graph
"""The total is a tensor that holds on to the graph of every batch."""


def train(model, loader, criterion, optimizer, epochs):
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss * len(inputs)
        history.append(total / len(loader.dataset))
    return history
