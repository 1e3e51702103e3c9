# exercise: tensorboard_line
# earns: homework_curve, any_line, closes_the_writer
from curves import draw_line
