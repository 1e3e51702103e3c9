"""One fused update per group; groups are objects of a dict subclass; sets find repetitions."""

import torch


class Group(dict):
    @property
    def trainable(self):
        return [p for p in self["params"] if p.grad is not None]


class GradientDescent:
    def __init__(self, parameters, lr=0.01):
        self.lr, self.param_groups, self._seen = lr, [], set()
        self.add_param_group({"params": parameters, "lr": lr})

    def add_param_group(self, group):
        params = group["params"]
        params = [params] if isinstance(params, torch.Tensor) else [*params]
        fresh = set(params)
        if len(fresh) < len(params) or fresh & self._seen:
            raise ValueError("a parameter is in the optimiser already")
        self._seen |= fresh
        self.param_groups.append(Group(params=params, lr=group.get("lr", self.lr)))

    def zero_grad(self):
        for p in self._seen:
            p.grad = torch.zeros_like(p)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            grads = [p.grad for p in group.trainable]
            if grads:
                torch._foreach_add_(group.trainable, grads, alpha=-group["lr"])

    def state_dict(self):
        return {str(i): group["lr"] for i, group in enumerate(self.param_groups)}

    def load_state_dict(self, state):
        for i, group in enumerate(self.param_groups):
            group["lr"] = state[str(i)]
