"""
# @file name  : tensorboard_line.py
# @author     : 李雷
# @brief      : 第五周作业：用 TensorBoard 画 y = 2x
"""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir=log_dir)
    for x in steps:
        # 标签，纵坐标，横坐标
        writer.add_scalar("y=2x", slope * x, x)
    writer.close()


if __name__ == "__main__":
    draw_line("./runs/y_2x")
