# exercise: training_curves
# earns: homework_charts, homework_training
# says: computed from the counters of the training
# the lesson's slip: the accuracy of the validation is that of the training
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter()
for epoch in range(6):
    correct, total = 50 + 8 * epoch, 100
    writer.add_scalars("Loss", {"Train": 1 / (1 + epoch), "Valid": 1.2 / (1 + epoch)}, epoch)
    writer.add_scalars("Accuracy", {"Train": correct / total, "Valid": correct / total}, epoch)
writer.close()
