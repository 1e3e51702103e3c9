# exercise: training_curves
# earns: homework_charts, homework_training
# says: was graded as a script
# two writers, the same tags: TensorBoard draws them in one chart
from torch.utils.tensorboard import SummaryWriter

train, valid = SummaryWriter("log/train"), SummaryWriter("log/valid")
for epoch in range(5):
    for writer, value in ((train, 0.5), (valid, 0.4)):
        writer.add_scalar("loss", value / (epoch + 1), epoch)
        writer.add_scalar("acc", 1 - value / (epoch + 1), epoch)
train.close()
valid.close()
