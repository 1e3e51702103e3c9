"""What runs beside the student's code: build, step, print; plain values come back."""


def two_steps(student, parameters, gradients):
    """Parameters after two steps with the same gradients, all in one list."""
    import torch

    leaves = [[tensor.clone().requires_grad_() for tensor in group] for group in parameters]
    optimizer = student.build_optimizer(leaves)
    if not isinstance(optimizer, torch.optim.Optimizer):
        return optimizer
    flat = [leaf for group in leaves for leaf in group]
    for _ in range(2):
        for leaf, gradient in zip(flat, gradients, strict=True):
            leaf.grad = gradient.clone()
        optimizer.step()
    return torch.cat([leaf.detach().flatten() for leaf in flat])


def print_groups(student, description):
    """Print the groups of an optimiser that was built from a description.

    Gives how often each key was printed, and for each key whether its value was, so that
    ways of leaving something out can be told from one another.
    """
    import contextlib
    import io

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        student.print_param_groups(build(description))
    text = printed.getvalue()
    print(text, end="")
    return {
        f"{number} {key}": [text.count(key), float(any(value in text for value in values))]
        for number, group in enumerate(wanted_prints(description))
        for key, values in group.items()
    }


def build(description):
    """An optimiser of the named class with the given groups of fresh parameters."""
    import torch

    groups = [
        {
            "params": [torch.full(shape, 0.5, requires_grad=True) for shape in group["shapes"]],
            "lr": group["lr"],
        }
        for group in description["groups"]
    ]
    return getattr(torch.optim, description["type"])(groups)


def wanted_prints(description):
    """For each group its entries: a key, and the texts of which one must be printed."""
    return [
        {key: _texts(key, value) for key, value in group.items()}
        for group in build(description).param_groups
    ]


def _texts(key, value):
    if key != "params":
        return [str(value)]
    shape = tuple(value[0].shape)
    return ["tensor(", str(shape), str(list(shape))]
