# exercise: tensorboard_line
# earns: nothing
# says: tensorboard_line The curve y = 2x not started
# curves of loss and accuracy are no attempt at y = 2x
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for epoch in range(10):
        writer.add_scalars("Loss", {"Train": 1 / (epoch + 1), "Valid": 1.1 / (epoch + 1)}, epoch)
        writer.add_scalar("Accuracy", epoch / 10, epoch)
