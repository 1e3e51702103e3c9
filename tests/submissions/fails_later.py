# exercise: tensorboard_line
# earns: homework_curve
# says: the script stopped on the way: NameError
# fails in a later line after having written what was asked
import matplotlib.pyplot as plt
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter()
for x in range(50):
    writer.add_scalar("y=2x", x * 2, x)
writer.close()
plt.plot([2 * x for x in range(50)])
plt.show()
print(loss_none)
