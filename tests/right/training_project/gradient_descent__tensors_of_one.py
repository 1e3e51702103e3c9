"""w and b stay tensors, changed in place under no_grad; the losses are a tensor too."""

import torch


class Line:
    def __init__(self, w, b):
        self.w, self.b = torch.tensor([float(w)]), torch.tensor([float(b)])

    def errors(self, x, y):
        return self.w * x + self.b - y

    def step(self, x, y, lr):
        errors = self.errors(x, y)
        with torch.no_grad():
            self.w -= lr * 2 * torch.dot(errors, x) / len(x)
            self.b -= lr * 2 * errors.sum() / len(x)


def _fit(x, y, lr, epochs, w, b, batches):
    line, losses = Line(w, b), []
    for _ in range(epochs):
        for batch in batches():
            line.step(x[batch], y[batch], lr)
        losses.append(torch.nn.functional.mse_loss(line.w * x + line.b, y))
    return line.w, line.b, torch.stack(losses)


def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
    return _fit(x, y, lr, epochs, w, b, lambda: [slice(None)])


def stochastic_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, seed=0):
    torch.manual_seed(seed)
    return _fit(x, y, lr, epochs, w, b, lambda: torch.randperm(len(x)).chunk(len(x)))


def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
    torch.manual_seed(seed)
    return _fit(x, y, lr, epochs, w, b, lambda: torch.randperm(len(x)).split(batch_size))
