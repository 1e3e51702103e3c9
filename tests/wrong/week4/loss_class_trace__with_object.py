# fails: homework_classes, every_loss, new_classes
"""The whole __mro__ down to object, which Module does not enter."""

from torch import nn


def classes_entered():
    return init_chain(nn.CrossEntropyLoss)


def init_chain(loss_class):
    return [one.__name__ for one in loss_class.__mro__ if "__init__" in vars(one)]
