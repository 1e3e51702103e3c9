# fails: new_classes
"""Notes every __init__ that runs, also of objects that are built on the way."""

import sys

from torch import nn


def classes_entered():
    return init_chain(nn.CrossEntropyLoss)


def init_chain(loss_class):
    entered = []

    def note(frame, event, arg):
        if event == "call" and frame.f_code.co_name == "__init__":
            entered.append(frame.f_code.co_qualname)

    sys.setprofile(note)
    loss_class()
    sys.setprofile(None)
    return entered
