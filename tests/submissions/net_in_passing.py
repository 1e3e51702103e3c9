# exercise: model
# earns: homework_runs
# says: net_in_passing.py was graded as a script
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.features = nn.Conv2d(3, 8, 5)
        self.classifier = nn.Linear(8, classes)

    def forward(self, x):
        return self.classifier(self.features(x).mean(dim=(2, 3)))


net = Net(classes=10)
print(net(torch.randn(4, 3, 32, 32)).shape)
