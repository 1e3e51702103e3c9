# exercise: training_curves
# earns: homework_charts
# says: train_loss[-1] < train_loss[0]
# the layout is right, but nothing is learnt
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for epoch in range(6):
        for tag, value in (("Loss", 0.5 + epoch), ("Accuracy", 0.5)):
            writer.add_scalars(tag, {"train": value, "valid": value}, epoch)
