# exercise: tensorboard_line
# earns: homework_curve
# says: was graded as a script
# close inside the loop: a file for every point
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter("logs")
for i in range(20):
    writer.add_scalar("y=2*x", 2 * i, i)
    writer.close()
