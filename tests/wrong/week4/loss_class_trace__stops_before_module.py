# fails: homework_classes, every_loss, new_classes
"""The list ends with _Loss: the last step into Module is missing."""

from torch import nn


def classes_entered():
    return ["CrossEntropyLoss.__init__", "_WeightedLoss.__init__", "_Loss.__init__"]


def init_chain(loss_class):
    names = []
    for one in loss_class.__mro__:
        if one is nn.Module:
            break
        if "__init__" in vars(one):
            names.append(one.__name__)
    return names
