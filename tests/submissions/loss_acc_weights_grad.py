# exercise: training_curves
# earns: homework_charts, homework_training
# says: left a writer open
# says: computed from the counters of the training
# says: autograd records during the validation
# the lesson's training script: banknotes, LeNet, tools, a GPU and worker processes
import os
import sys

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
import torchvision.transforms as transforms
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter

BASE_DIR = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(BASE_DIR, "..", ".."))

from model.lenet import LeNet
from tools.common_tools import set_seed, transform_invert
from tools.my_dataset import RMBDataset

set_seed()
split_dir = os.path.join(BASE_DIR, "..", "..", "data", "rmb_split")
norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
transform = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor(), norm])
train_data = RMBDataset(data_dir=os.path.join(split_dir, "train"), transform=transform)
valid_data = RMBDataset(data_dir=os.path.join("data", "rmb_split", "valid"), transform=transform)
train_loader = DataLoader(dataset=train_data, batch_size=16, shuffle=True, num_workers=4)
valid_loader = DataLoader(dataset=valid_data, batch_size=16)

device = torch.device("cuda")
net = LeNet(classes=2).cuda()
net.initialize_weights()
criterion = nn.CrossEntropyLoss().to(device)
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
plt.imshow(transform_invert(train_data[0][0], transform))
plt.show()

writer = SummaryWriter(comment="my_lenet", filename_suffix="_train")
iter_count = 0
for epoch in range(3):
    correct = total = 0
    for inputs, labels in train_loader:
        iter_count += 1
        inputs, labels = inputs.to(device), labels.to("cuda:0")
        loss = criterion(net(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += labels.size(0)
        correct += (net(inputs).argmax(1) == labels).cpu().sum().item()
        writer.add_scalars("Loss", {"Train": loss.item()}, iter_count)
        writer.add_scalars("Accuracy", {"Train": correct / total}, iter_count)
    losses = [criterion(net(inputs.cuda()), labels.cuda()).item() for inputs, labels in valid_loader]
    writer.add_scalars("Loss", {"Valid": np.mean(losses)}, iter_count)
    writer.add_scalars("Accuracy", {"Valid": correct / total}, iter_count)
