"""What runs beside the student's code: the model before and after, as plain values."""


def copy_with_flag(student, model, inplace, image):
    """Flags of the copy and of the original, and the copy's output in eval mode."""
    import torch

    before = relu_flags(model)
    copy = student.with_inplace(model, inplace)
    if not isinstance(copy, torch.nn.Module):
        return {"is_a_module": False}
    with torch.no_grad():
        output = copy.eval()(image.clone())
    copied = [parameter.data_ptr() for parameter in copy.parameters()]
    original = [parameter.data_ptr() for parameter in model.parameters()]
    return {
        "is_a_module": True,
        "copy_flags": relu_flags(copy),
        "original_unchanged": relu_flags(model) == before,
        "is_a_copy": not set(copied) & set(original),
        "output": output,
    }


def kept_map(student, model, image):
    """The kept map, and what became of the model's hooks and mode."""
    import torch

    training = model.training
    kept = student.raw_hook_output(model, image)
    return {
        "map": kept.detach() if isinstance(kept, torch.Tensor) else kept,
        "hooks_left": count_hooks(model),
        "mode_unchanged": model.training is training,
    }


def study_and_model(student, model, image):
    """The study, and what became of the model's flags, hooks and mode."""
    before, training = relu_flags(model), model.training
    facts = student.study(model, image)
    if not isinstance(facts, dict):
        return facts
    return {
        **facts,
        "hooks_left": count_hooks(model),
        "flags_unchanged": relu_flags(model) == before,
        "mode_unchanged": model.training is training,
    }


def relu_flags(model):
    """`inplace` of every ReLU, in order."""
    import torch

    return [module.inplace for module in model.modules() if isinstance(module, torch.nn.ReLU)]


def count_hooks(model):
    """Forward hooks on the model and all its modules."""
    return sum(len(module._forward_hooks) for module in model.modules())
