# exercise: gradient_descent
# earns: homework_line_is_found, homework_three_epochs
# says: was graded as a script
# the line y = 2x + 5 by hand, printed as it goes
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0])
y = 2 * x + 5
w = b = 0.0
for epoch in range(2000):
    error = w * x + b - y
    w, b = w - 0.01 * 2 * (error * x).mean(), b - 0.01 * 2 * error.mean()
    if epoch in (2, 1999):
        print(epoch, "w: {:.4f} b: {:.4f}".format(w.item(), b.item()))
