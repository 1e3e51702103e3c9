"""What runs beside the student's code: the maps, the hooks, the model before and after."""

UNTOUCHED = {
    "hooks_left": 0,
    "weights_unchanged": True,
    "mode_unchanged": True,
    "inplace_flags_unchanged": True,
    "image_unchanged": True,
}


def maps(student, model, image):
    """The maps of one image, in the first of the shapes that are accepted."""
    got = student.conv1_feature_maps(model, image)
    return {"maps": in_one_shape(got, model.features[0].out_channels)}


def hook_registered(student, model, image):
    """Whether a forward hook is registered on the convolution, or on a copy of it."""
    import torch

    conv1, hooked = model.features[0], []
    register = torch.nn.Module.register_forward_hook

    def note(module, *args, **kwargs):
        hooked.append(module)
        return register(module, *args, **kwargs)

    torch.nn.Module.register_forward_hook = note
    try:
        student.conv1_feature_maps(model, image)
    finally:
        torch.nn.Module.register_forward_hook = register
    return {"hook_on_conv1": any(is_copy(module, conv1) for module in hooked)}


def all_functions(student, model, image, log_dir):
    """The maps, and what became of model and image when all three functions have been called."""
    import copy

    import torch

    before, pixels = copy.deepcopy(model), image.clone()
    found = maps(student, model, image)
    student.log_feature_maps(f"{log_dir}/maps", model, image)
    student.log_kernels(f"{log_dir}/kernels", model)
    pairs = zip(before.parameters(), model.parameters(), strict=True)
    return {
        **found,
        "hooks_left": count_hooks(model),
        "weights_unchanged": all(torch.equal(one, other) for one, other in pairs),
        "mode_unchanged": modes(model) == modes(before),
        "inplace_flags_unchanged": relu_flags(model) == relu_flags(before),
        "image_unchanged": torch.equal(image, pixels),
    }


def in_one_shape(got, channels):
    """(C, h, w) and (C, 1, h, w) as (1, C, h, w): the same numbers in the same order."""
    shape = tuple(getattr(got, "shape", ()))
    first = shape[:1] == (channels,)
    accepted = first and (len(shape) == 3 or (len(shape) == 4 and shape[1] == 1))
    return got.reshape(1, channels, *shape[-2:]) if accepted else got


def is_copy(module, conv):
    """Whether a module is this convolution, or one with the same weights."""
    import torch

    return isinstance(module, torch.nn.Conv2d) and torch.equal(
        module.weight.double(), conv.weight.double()
    )


def modes(model):
    """The mode of every module, in order."""
    return [module.training for module in model.modules()]


def relu_flags(model):
    """`inplace` of every ReLU, in order."""
    import torch

    return [module.inplace for module in model.modules() if isinstance(module, torch.nn.ReLU)]


def count_hooks(model):
    """Forward hooks and forward pre-hooks on the model and all its modules."""
    return sum(
        len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules()
    )
