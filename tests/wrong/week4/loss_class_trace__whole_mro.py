# fails: every_loss, new_classes
"""Every ancestor is listed, with an __init__ of its own or without."""

from torch import nn


def classes_entered():
    return init_chain(nn.CrossEntropyLoss)


def init_chain(loss_class):
    return [one.__name__ for one in loss_class.__mro__ if issubclass(one, nn.Module)]
