# exercise: tensorboard_line
# earns: homework_curve
# says: runs nothing of it: first is 0 in line 9
# says: runs nothing of it: second is 0 in line 13
# one block needs a name of another: they run together only
if __name__ == "__main__":
    from torch.utils.tensorboard import SummaryWriter

    first = 0
    if first:
        writer = SummaryWriter()

    second = 0
    if second:
        for x in range(20):
            writer.add_scalar("y=2x", 2 * x, x)
