"""What runs beside the student's code: an optimiser is built and used; plain values come back."""


def lesson(student, weight, gradient, lr, later_lr):
    """The lesson's tour: step, another lr, step, zero_grad, a second group."""
    import torch

    weight.requires_grad_()
    weight.grad = gradient.clone()
    optimizer = student.GradientDescent([weight], lr=lr)
    optimizer.step()
    after_step = weight.detach().clone()
    optimizer.param_groups[0]["lr"] = later_lr
    optimizer.step()
    after_second_step = weight.detach().clone()
    optimizer.zero_grad()
    optimizer.add_param_group({"params": torch.ones(3, 3, requires_grad=True), "lr": 0.0001})
    return {
        "after_step": after_step,
        "after_step_with_later_lr": after_second_step,
        "zero_grad_clears": is_clear(weight),
        "groups": len(optimizer.param_groups),
        "lr_of_second_group": optimizer.param_groups[1]["lr"],
        "holds_the_tensor": optimizer.param_groups[0]["params"][0] is weight,
    }


def descent(student):
    """Two steps on the square of one number, and whether the optimiser is one of torch's."""
    import torch

    weight = torch.tensor([1.0], requires_grad=True)
    optimizer = student.GradientDescent([weight], lr=0.25)
    for _ in range(2):
        optimizer.zero_grad()
        (weight**2).sum().backward()
        optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    return {
        "weight": weight.detach().clone(),
        "subclass_of_torch": isinstance(optimizer, torch.optim.Optimizer),
    }


def steps(student, lr, groups, gradients, later_lr):
    """All parameters after each step, shape (steps, elements); later_lr from the second on."""
    import torch

    leaves, optimizer = build(student, lr, groups)
    positions = []
    for number, gradient in enumerate(gradients):
        if number == 1:
            optimizer.param_groups[-1]["lr"] = later_lr
        set_gradients(leaves, gradient)
        optimizer.step()
        positions.append(torch.cat([leaf.detach().flatten() for leaf in leaves]))
    return torch.stack(positions)


def actions(student, lr, groups, gradients, actions):
    """All parameters after each of the actions "backward", "step" and "zero_grad"."""
    import torch

    leaves, optimizer = build(student, lr, groups)
    positions = []
    for action in actions:
        if action == "backward":
            for leaf, gradient in zip(leaves, gradients, strict=True):
                (leaf * gradient).sum().backward()
        else:
            getattr(optimizer, action)()
        positions.append(torch.cat([leaf.detach().flatten() for leaf in leaves]))
    return torch.stack(positions)


def round_trip(student, lr, groups, gradients, other_lr):
    """One optimiser's state in another, with other rates before and other parameters."""
    import torch

    saved_leaves, saved = build(student, lr, groups)
    state = saved.state_dict()
    saved.param_groups[0]["lr"] = other_lr
    others = [{"params": [tensor + 1 for tensor in group["params"]]} for group in groups]
    leaves, optimizer = build(student, other_lr, others)
    optimizer.load_state_dict(state)
    set_gradients(leaves, gradients)
    optimizer.step()
    return {
        "rates": [group["lr"] for group in optimizer.param_groups],
        "stepped": torch.cat([leaf.detach().flatten() for leaf in leaves]),
        "of_the_first": torch.cat([leaf.detach().flatten() for leaf in saved_leaves]),
    }


def repetitions(student):
    """What becomes of a parameter that is given twice, and of the optimiser that refused it."""
    import torch

    one, two = (torch.ones(2, requires_grad=True) for _ in range(2))

    def refused(function, *args):
        try:
            function(*args)
        except ValueError:
            return True
        return False

    optimizer = student.GradientDescent([one], 0.5)
    facts = {
        "refused_across_groups": refused(optimizer.add_param_group, {"params": [two, one]}),
        "refused_within_a_group": refused(optimizer.add_param_group, {"params": [two, two]}),
        "refused_at_construction": refused(student.GradientDescent, [one, one], 0.5),
        "groups_afterwards": len(optimizer.param_groups),
    }
    one.grad = torch.ones(2)
    optimizer.step()
    return {**facts, "after_a_step": one.detach().clone()}


def build(student, lr, groups):
    """The parameters in one list, and an optimiser: first group from an iterator, others added."""
    leaves = [[tensor.clone().requires_grad_() for tensor in group["params"]] for group in groups]
    optimizer = student.GradientDescent(iter(leaves[0]), lr)
    for params, group in zip(leaves[1:], groups[1:], strict=True):
        options = {key: value for key, value in group.items() if key != "params"}
        optimizer.add_param_group({"params": params[0] if len(params) == 1 else params, **options})
    return [leaf for params in leaves for leaf in params], optimizer


def set_gradients(leaves, gradients):
    """A copy for each parameter, or None."""
    for leaf, gradient in zip(leaves, gradients, strict=True):
        leaf.grad = None if gradient is None else gradient.clone()


def is_clear(tensor):
    """Whether a tensor's gradient is None or zeros."""
    return tensor.grad is None or not bool(tensor.grad.any())
