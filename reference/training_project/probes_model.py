"""What runs beside the student's code: a Net is made, filled and run; plain values come back."""


def parameters(student):
    """Shape of every parameter by its name."""
    return {name: str(tuple(one.shape)) for name, one in student.Net().named_parameters()}


def fresh_logits(student, batch):
    """Shape of what a fresh Net gives, and whether all of it is finite."""
    import torch

    with torch.no_grad():
        output = student.Net()(images(batch, seed=0))
    if not isinstance(output, torch.Tensor):
        return {"type(output)": type(output).__name__}
    return facts("Tensor", tuple(output.shape), bool(output.isfinite().all()))


def facts(kind, shape, finite):
    """What is said of an output."""
    return {"type(output)": kind, "output.shape": str(shape), "output.isfinite().all()": finite}


def logits(student, batch, seed, training=False):
    """What a Net with these weights gives for these images."""
    import torch

    net = filled(student, seed)
    net.train(training)
    with torch.no_grad():
        return net(images(batch, seed))


def gradients(student, batch, seed):
    """Norm of the gradient of the sum of squared logits, for every parameter.

    In float64: in float32 a value may lie on the other side of a ReLU's kink.
    """
    net = filled(student, seed).double()
    net(images(batch, seed).double()).square().sum().backward()
    return {
        f"{name}.grad.norm()": None if one.grad is None else one.grad.norm().item()
        for name, one in net.named_parameters()
    }


def filled(student, seed):
    """A Net with the weights of a seed."""
    net = student.Net()
    net.load_state_dict(weights(seed))
    return net


def weights(seed):
    """Weights of the contract's shapes, of a size that keeps logits near one."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    layers = {
        "conv1": (6, 3, 5, 5),
        "conv2": (16, 6, 5, 5),
        "fc1": (120, 400),
        "fc2": (84, 120),
        "fc3": (10, 84),
    }
    state = {}
    for name, shape in layers.items():
        weight = torch.randn(shape, generator=generator)
        state[f"{name}.weight"] = weight * (2 / weight[0].numel()) ** 0.5
        state[f"{name}.bias"] = torch.randn(shape[0], generator=generator) / 2
    return state


def images(batch, seed):
    """Images of noise."""
    import torch

    generator = torch.Generator().manual_seed(seed + 1)
    return torch.rand(batch, 3, 32, 32, generator=generator) * 2 - 1
