# exercise: model
# exercise: data
# exercise: training_loop
# exercise: visualise
# earns: homework_runs, homework_parameters, homework_points, homework_epoch, homework_banknotes, homework_losses, homework_parameters, homework_curves, homework_histograms, homework_graph
# says: training_project.py was graded as a script
# the five steps in one script: a network, a data set, a loop, an optimiser, TensorBoard
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from torch.utils.tensorboard import SummaryWriter


class Pictures(Dataset):
    def __init__(self, count):
        self.y = torch.arange(count) % 10
        self.x = torch.rand(count, 3, 32, 32) * 0.1 + self.y[:, None, None, None] / 10

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


class MyNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.view(x.size(0), -1)))
        return self.fc3(F.relu(self.fc2(x)))


torch.manual_seed(1)
loader = DataLoader(Pictures(50), batch_size=8, shuffle=True)
net = MyNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
writer = SummaryWriter("logs")
writer.add_graph(net, torch.rand(1, 3, 32, 32))
for epoch in range(15):
    total = correct = 0
    for x, y in loader:
        optimizer.zero_grad()
        output = net(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
        correct += (output.argmax(1) == y).sum().item()
    writer.add_scalar("loss", total / 50, epoch)
    writer.add_scalar("accuracy", correct / 50, epoch)
    for name, parameter in net.named_parameters():
        writer.add_histogram(name, parameter, epoch)
writer.close()
