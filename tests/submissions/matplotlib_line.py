# exercise: tensorboard_line
# earns: nothing
# says: the curve is drawn by matplotlib
# y = 2x by matplotlib, not by TensorBoard
import matplotlib.pyplot as plt

x = list(range(100))
plt.plot(x, [2 * i for i in x])
plt.title("y = 2x")
plt.show()
