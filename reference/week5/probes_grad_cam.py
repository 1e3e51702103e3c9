"""What runs beside the student's code: a layer is found by its name, the model looked at again."""


def grad_cam_at(student, model, layer, image, class_index):
    """Grad-CAM at the layer of this name; names travel, parts of a model would be copies."""
    return student.grad_cam(model, model.get_submodule(layer), image, class_index)


def map_and_model(student, model, layer, image, class_index):
    """The map of a model some of whose parameters have gradients; what has changed afterwards."""
    import copy

    import torch

    parameters = dict(model.named_parameters())
    for place, parameter in enumerate(parameters.values()):
        parameter.grad = torch.full_like(parameter, 0.5) if place % 2 else None
    modes = [module.training for module in model.modules()]
    state = copy.deepcopy(model.state_dict())
    found = grad_cam_at(student, model, layer, image, class_index)
    return {
        "map": found,
        "hooks_left": count_hooks(model),
        "gradients_unchanged": all(
            as_before(parameter.grad, place % 2)
            for place, parameter in enumerate(parameters.values())
        ),
        "weights_unchanged": same_state(model.state_dict(), state),
        "mode_unchanged": [module.training for module in model.modules()] == modes,
    }


def as_before(gradient, given):
    """Whether a gradient is the one that was there, or still none."""
    if not given or gradient is None:
        return gradient is None and not given
    return bool((gradient == 0.5).all())


def same_state(one, other):
    """Whether two states hold the same numbers under the same names."""
    import torch

    return one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


def count_hooks(model):
    """Hooks of all four kinds on the model and all its modules."""
    return sum(
        len(hooks)
        for module in model.modules()
        for hooks in (
            module._forward_hooks,
            module._forward_pre_hooks,
            module._backward_hooks,
            module._backward_pre_hooks,
        )
    )
