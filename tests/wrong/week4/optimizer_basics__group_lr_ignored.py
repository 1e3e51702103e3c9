# fails: lesson_tour, steps_like_sgd, state_round_trip
"""The constructor's lr is used for every group."""

import torch


class GradientDescent:
    def __init__(self, parameters, lr):
        self.lr = lr
        self.param_groups = []
        self.add_param_group({"params": parameters, "lr": lr})

    def zero_grad(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p.sub_(self.lr * p.grad)

    def add_param_group(self, group):
        params = group["params"]
        params = [params] if torch.is_tensor(params) else list(params)
        seen = {id(p) for g in self.param_groups for p in g["params"]}
        for p in params:
            if id(p) in seen:
                raise ValueError("parameter given twice")
            seen.add(id(p))
        self.param_groups.append({"lr": self.lr, **group, "params": params})

    def state_dict(self):
        return {"rates": [group["lr"] for group in self.param_groups]}

    def load_state_dict(self, d):
        for group, lr in zip(self.param_groups, d["rates"], strict=True):
            group["lr"] = lr
