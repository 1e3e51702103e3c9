"""A first convolutional network, handed out with three slips: find them and make it run.

第一个卷积网络，代码里有三处笔误：找出来，让它运行起来。
"""

import torch.nn as nn
import torch.functional as F


class Net(nn.Module):
    """Ten logits for each colour image of 32 x 32 pixels: (N, 3, 32, 32) to (N, 10), any N.

    对每张 32 x 32 的彩色图像给出十个 logits：(N, 3, 32, 32) 变为 (N, 10)，N 任意。

    In this order: conv1, 3 to 6 channels, kernel 5; ReLU; max pooling 2; conv2, 6 to 16
    channels, kernel 5; ReLU; max pooling 2; fc1, 400 to 120; ReLU; fc2, 120 to 84; ReLU;
    fc3, 84 to 10. All layers have a bias; convolutions have stride 1 and no padding.
    依次为：conv1，3 到 6 通道，核 5；ReLU；最大池化 2；conv2，6 到 16 通道，核 5；ReLU；最大池化 2；
    fc1，400 到 120；ReLU；fc2，120 到 84；ReLU；fc3，84 到 10。每层都有偏置；卷积步长 1，无填充。

    The five names conv1, conv2, fc1, fc2, fc3 belong to the contract: saved weights are found
    by them. The modules between them may have any names or none, and no parameters. Logits come
    as they are, without ReLU or softmax, the same in train and eval mode.
    conv1、conv2、fc1、fc2、fc3 这五个名称是约定的一部分：保存的权重按名称加载。其余模块的名称任意，
    也可以没有，但不含参数。logits 原样输出，不再经过 ReLU 或 softmax；train 与 eval 模式结果相同。
    """

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2D(6, 16, 5)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)

    return x
