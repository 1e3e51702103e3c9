"""What runs beside the student's code: a model with gradients, before and after."""


def log_with_gradients(student, model, gradients, step, log_dir):
    """Log a model with these gradients; what has changed afterwards.

    Gradients do not travel with a model: they are set here, and a name without one has None.
    """
    import copy

    for name, parameter in model.named_parameters():
        parameter.grad = gradients.get(name)
    before = copy.deepcopy(facts_of(model))
    student.log_histograms(log_dir=log_dir, model=model, step=step)
    after = facts_of(model)
    return {"changed": [key for key in before if not same(before[key], after[key])]}


def facts_of(model):
    """Parameters, gradients and mode, by name."""
    found = {"training": model.training}
    for name, parameter in model.named_parameters():
        found[name] = parameter.detach()
        found[f"{name}_grad"] = parameter.grad
        found[f"{name} requires_grad"] = parameter.requires_grad
    return found


def same(one, other):
    """Whether two facts are the same, tensor or not."""
    import torch

    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    return one is other
