# fails: refuses_repetitions, by_hand
"""torch.optim.SGD under another name; within one group it only warns of a repetition."""

import torch


class GradientDescent(torch.optim.SGD):
    def __init__(self, parameters, lr):
        parameters = list(parameters)
        if len(set(parameters)) < len(parameters):
            raise ValueError("parameter given twice")
        super().__init__(parameters, lr=lr)
