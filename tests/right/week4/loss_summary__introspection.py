"""Read off the classes where a signature tells; names with nn., numpy truth values."""

import inspect

import numpy as np
from torch import nn

KINDS = {
    "Class Index": "CrossEntropy NLL MultiMargin",
    "SAME SHAPE": "BCE BCEWithLogits L1 MSE SmoothL1 PoissonNLL KLDiv MultiLabelSoftMargin",
    "Plus/Minus One": "MarginRanking SoftMargin HingeEmbedding CosineEmbedding",
    "class indices,-1 padded": "MultiLabelMargin",
    "Sequences": "CTC",
    None: "TripletMargin",
}


def row(name, target):
    loss = getattr(nn, name + "Loss")
    options = inspect.signature(loss).parameters
    return {
        "Name": f"nn.{name}Loss",
        "Inputs": str(len(inspect.getfullargspec(loss.forward).args) - 1),
        "Target": target,
        "Supports Weight": np.bool_("weight" in options),
        "Default Reduction": repr(options["reduction"].default),
        "Formula": loss.__doc__.strip().splitlines()[0],
        "Remark": None,
    }


def summary():
    rows = [row(name, kind) for kind, names in KINDS.items() for name in names.split()]
    print(len(rows), "losses")
    return rows
