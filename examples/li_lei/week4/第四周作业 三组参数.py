"""
# @file name  : 第四周作业 三组参数.py
# @author     : 李雷
# @brief      : 构建一个 SGD 优化器，用 add_param_group 添加三组参数
"""

import torch
from torch import optim

torch.manual_seed(1)

# ----------------------------------- 参数 -----------------------------------
w1 = torch.randn((2, 2), requires_grad=True)
w2 = torch.randn((2, 2), requires_grad=True)
w3 = torch.randn((2, 2), requires_grad=True)

# ----------------------------------- 添加参数组 -----------------------------------
# 优化器不能是空的，第一组参数直接交给 SGD
optimizer = optim.SGD([w1], lr=0.01, momentum=0.9)

# 后两组用 add_param_group 添加，每一组是一个字典
optimizer.add_param_group({"params": w2, "lr": 0.02, "momentum": 0.8})
optimizer.add_param_group({"params": w3, "lr": 0.03, "momentum": 0.7})

# ----------------------------------- 打印 -----------------------------------
flag = 1
# flag = 0
if flag:
    print(f"一共有 {len(optimizer.param_groups)} 组参数")
    for i, group in enumerate(optimizer.param_groups):
        print(f"\n第 {i + 1} 组：")
        for k, v in group.items():
            print(f"{k}: {v}")
