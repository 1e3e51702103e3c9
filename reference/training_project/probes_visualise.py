"""What runs beside the student's code: a model with gradients, before and after."""


def parameters_and_graph(student, model, example, epoch, log_dir):
    """Log the parameters and the graph of a model; what has changed afterwards.

    Each gets a folder of its own, since tensorboardX names its files by the second.
    """
    import copy

    import torch

    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    before = copy.deepcopy(facts_of(model, example))
    student.log_parameters(log_dir=f"{log_dir}/parameters", model=model, epoch=epoch)
    student.log_model(log_dir=f"{log_dir}/graph", model=model, example=example)
    after = facts_of(model, example)
    return [key for key in before if not same(before[key], after.get(key))]


def facts_of(model, example):
    """All that a function should leave alone, by name; of the modes the model's own only."""
    facts = {"model.training": model.training, "example": example, **model.state_dict()}
    for name, parameter in model.named_parameters():
        facts[f"{name}.grad"] = parameter.grad
        facts[f"{name}.requires_grad"] = parameter.requires_grad
    return facts


def same(one, other):
    """Whether two facts are the same, tensor or not."""
    import torch

    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    return one is other
