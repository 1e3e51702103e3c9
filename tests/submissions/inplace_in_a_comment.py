# exercise: inplace_study
# exercise: alexnet_features
# earns: nothing
# says: inplace_study ReLU in place and the feature map that a hook keeps not started
# 作业：将第 28 行改为 nn.ReLU(inplace=False)，观察inplace=True与inplace=False的差异
import torch
from torch import nn

relu = nn.ReLU(inplace=True)
print(relu(torch.randn(3)))
