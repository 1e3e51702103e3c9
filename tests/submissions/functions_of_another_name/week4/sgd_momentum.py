# exercise: sgd_momentum
# earns: nothing
# says: week4/sgd_momentum.py defines trajectory and none of sgd_trajectory
def trajectory(start, gradients, lr, momentum=0.0):
    velocity, path = 0.0, [start]
    for gradient in gradients:
        velocity = momentum * velocity + gradient
        path.append(path[-1] - lr * velocity)
    return path
