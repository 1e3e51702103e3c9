"""A first convolutional network, its three slips mended.

第一个卷积网络，三处笔误已改正。
"""

import torch.nn.functional as F
from torch import Tensor, nn


class Net(nn.Module):
    """Ten logits for each colour image of 32 x 32 pixels: (N, 3, 32, 32) to (N, 10).

    对每张 32 x 32 的彩色图像给出十个 logits：(N, 3, 32, 32) 变为 (N, 10)。

    The slips: `nn.Conv2D` is spelled Conv2d; `relu` lives in torch.nn.functional, not in
    torch.functional; `return x` belongs inside `forward`.
    三处笔误：nn.Conv2D 应为 Conv2d；relu 在 torch.nn.functional 里，不在 torch.functional 里；
    return x 应当缩进到 forward 之内。
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        """32 pixels a side become 28, 14, 10, 5; 16 * 5 * 5 = 400. / 边长 32、28、14、10、5。"""
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.flatten(start_dim=1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
