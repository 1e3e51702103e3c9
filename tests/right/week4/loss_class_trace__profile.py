"""Builds the loss under sys.setprofile; dotted names that end in __init__, as a tuple."""

import sys

from torch import nn


def classes_entered():
    return init_chain(nn.CrossEntropyLoss)


def init_chain(loss_class):
    steps = []

    def step(frame, event, arg):
        if event == "call" and frame.f_code.co_name == "__init__":
            owner = frame.f_locals.get("self")
            if type(owner) is loss_class:
                module = frame.f_globals["__name__"]
                steps.append(f"{module}.{frame.f_code.co_qualname}")

    sys.setprofile(step)
    try:
        loss_class()
    finally:
        sys.setprofile(None)
    print("\n".join(steps))
    return tuple(steps)
