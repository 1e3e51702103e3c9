"""Under sys.settrace, as a debugger does; a class is recognised by the code of its __init__."""

import sys

from torch import nn


def classes_entered():
    return [
        "torch.nn.modules.loss.CrossEntropyLoss",
        "torch.nn.modules.loss._WeightedLoss",
        "torch.nn.modules.loss._Loss",
        "torch.nn.modules.module.Module",
    ]


def init_chain(loss_class):
    constructors = {}
    for ancestor in loss_class.mro():
        constructor = ancestor.__dict__.get("__init__")
        if hasattr(constructor, "__code__"):
            constructors[constructor.__code__] = ancestor.__name__
    seen, first = [], []

    def trace(frame, event, arg):
        name = constructors.get(frame.f_code)
        if name is not None:
            obj = frame.f_locals["self"]
            first.append(obj)
            if obj is first[0]:
                seen.append(name)

    before = sys.gettrace()
    sys.settrace(trace)
    loss_class()
    sys.settrace(before)
    assert issubclass(loss_class, nn.Module)
    return seen
