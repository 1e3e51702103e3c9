# exercise: training_curves
# earns: homework_charts, homework_training
# says: the accuracies are percentages
# tensorboardX, accuracy in percent, names in Chinese
from tensorboardX import SummaryWriter

writer = SummaryWriter("logs/percent")
for epoch in range(1, 7):
    writer.add_scalars("损失", {"训练": 2 / epoch, "验证": 2.5 / epoch}, epoch)
    writer.add_scalars("准确率", {"训练": 60 + 5 * epoch, "验证": 55 + 4.0 * epoch}, epoch)
writer.close()
