# exercise: training_loop
# earns: homework_parameters
# says: the loss does not fall while it trains
# a rate far too large: the loss grows
import torch
import torch.nn as nn

x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
net = nn.Linear(1, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
for step in range(20):
    optimizer.zero_grad()
    loss = nn.MSELoss()(net(x), 2 * x + 5)
    loss.backward()
    optimizer.step()
