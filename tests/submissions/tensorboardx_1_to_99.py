# exercise: tensorboard_line
# earns: homework_curve
# says: was graded as a script
# tensorboardX, steps 1 to 99
from tensorboardX import SummaryWriter

writer = SummaryWriter("./train_log/line")
for i in range(1, 100):
    writer.add_scalar("y_2x", 2 * i, i)
writer.close()
