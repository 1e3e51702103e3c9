"""Groups are added bare and their entries are set afterwards; print joins lines of its own."""

from torch import optim


def build_optimizer(parameters):
    optimizer = optim.SGD(parameters[0], lr=1e-2, momentum=0)
    for params in parameters[1:]:
        optimizer.add_param_group({"params": params})
    for group, lr, momentum in zip(
        optimizer.param_groups, (1e-2, 2e-2, 3e-2), (9e-1, 8e-1, 7e-1), strict=True
    ):
        group["lr"] = lr
        group["momentum"] = momentum
    return optimizer


def describe(group):
    lines = []
    for key, value in group.items():
        shown = [list(tensor.size()) for tensor in value] if key == "params" else value
        lines.append(f"{key}={shown}")
    return ", ".join(lines)


def print_param_groups(optimizer):
    print("\n".join(map(describe, optimizer.param_groups)))
    return len(optimizer.param_groups)
