# fails: new_classes
"""Walks up through the first base class only, and so misses the order of several bases."""

from torch import nn


def classes_entered():
    return init_chain(nn.CrossEntropyLoss)


def init_chain(loss_class):
    names = [loss_class.__name__] if "__init__" in vars(loss_class) else []
    parent = loss_class.__base__
    return names if parent is object else names + init_chain(parent)
