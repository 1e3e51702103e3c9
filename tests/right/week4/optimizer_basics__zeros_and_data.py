"""Gradients are zeroed in place, parameters moved through .data, options kept by deep copy."""

import copy


class GradientDescent:
    def __init__(self, parameters, lr):
        self.defaults = {"lr": lr}
        self.param_groups = []
        self.add_param_group({"params": list(parameters)})

    def all_parameters(self):
        for group in self.param_groups:
            yield from group["params"]

    def zero_grad(self):
        for parameter in self.all_parameters():
            if parameter.grad is not None:
                parameter.grad.detach_()
                parameter.grad.zero_()

    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                parameter.data = parameter.data - parameter.grad.data * group["lr"]
        print("stepped")

    def add_param_group(self, group):
        if hasattr(group["params"], "grad_fn"):
            group["params"] = [group["params"]]
        group["params"] = list(group["params"])
        for name, value in self.defaults.items():
            group.setdefault(name, value)
        known = list(self.all_parameters())
        for parameter in group["params"]:
            if any(parameter is other for other in known):
                raise ValueError("some parameters appear in more than one parameter group")
            known.append(parameter)
        self.param_groups.append(group)

    def state_dict(self):
        place, groups = 0, []
        for group in self.param_groups:
            packed = {k: v for k, v in group.items() if k != "params"}
            packed["params"] = list(range(place, place + len(group["params"])))
            place += len(group["params"])
            groups.append(packed)
        return copy.deepcopy({"state": {}, "param_groups": groups})

    def load_state_dict(self, state):
        loaded = copy.deepcopy(state)["param_groups"]
        if [len(g["params"]) for g in loaded] != [len(g["params"]) for g in self.param_groups]:
            raise ValueError("loaded state dict has other groups")
        for own, new in zip(self.param_groups, loaded, strict=True):
            own.update({k: v for k, v in new.items() if k != "params"})
