# verdict: broke
# exercise: week5/image_grid
# A script whose picture can be seen as a grid of tiles in ten thousand ways, none of them a grid.

import numpy as np
from torch.utils.tensorboard import SummaryWriter

SIDE = 2_520
picture = np.zeros((SIDE, SIDE), dtype=np.uint8)
picture[SIDE - 1, SIDE - 1] = 255
with SummaryWriter("log") as writer:
    writer.add_image("grid", picture, dataformats="HW")
