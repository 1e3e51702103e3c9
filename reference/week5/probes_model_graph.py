"""What runs beside the student's code: tables as text, the model before and after."""


def table(student, model, input_size, **options):
    """The rows of a summary as lines of text, and how many there are."""
    rows = student.summary(model, input_size, **options)
    if not isinstance(rows, (list, tuple)):
        return {"type(rows)": type(rows).__name__}
    lines = {f"rows[{place}]": line_of(row) for place, row in enumerate(rows)}
    return {"type(rows)": "list", **lines, "len(rows)": len(rows)}


def traces(student, model, example, log_dir):
    """The table, and what is no longer as it was after each function."""
    import copy

    import torch

    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    before = copy.deepcopy(facts_of(model))

    def changed():
        after = facts_of(model)
        return [key for key in before if not same(before[key], after.get(key))]

    student.log_graph(log_dir=log_dir, model=model, example=example)
    by_graph = changed()
    found = table(student, model, tuple(example.shape[1:]))
    return {"changed_by_log_graph": by_graph, **found, "changed_by_summary": changed()}


def line_of(row):
    """Class, shape and number of parameters as a line; something else as it is written."""
    import re

    keys = ("layer", "output_shape", "parameters")
    if not isinstance(row, dict) or not all(key in row for key in keys):
        return repr(row)
    layer, shape, count = (row[key] for key in keys)
    name = re.match("[A-Za-z0-9]*", str(layer)).group()
    try:
        sides = [int(side) for side in shape] if isinstance(shape, (list, tuple)) else shape
        return f"layer: {name}, output_shape: {sides}, parameters: {int(count)}"
    except (TypeError, ValueError):
        return repr(row)


def facts_of(model):
    """All that a function should leave alone, by name; of the modes the model's own only."""
    facts = {"hooks": count_hooks(model), "model.training": model.training, **model.state_dict()}
    for name, parameter in model.named_parameters():
        facts[f"{name}.grad"] = parameter.grad
        facts[f"{name}.requires_grad"] = parameter.requires_grad
    return facts


def count_hooks(model):
    """Forward hooks on the model and all its modules."""
    return sum(
        len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules()
    )


def same(one, other):
    """Whether two facts are the same, tensor or not."""
    import torch

    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    return one is other or (isinstance(one, int) and one == other)
