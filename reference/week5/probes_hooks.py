"""What runs beside the student's code: models are hooked, run and looked at; plain values."""


def shapes(student, model, x):
    """The rows of layer_shapes as lines of text, and how many there are."""
    rows = student.layer_shapes(model, x)
    if not isinstance(rows, (list, tuple)):
        return {"type(rows)": type(rows).__name__}
    lines = {f"rows[{place}]": line_of(row) for place, row in enumerate(rows)}
    return {"type(rows)": "list", **lines, "len(rows)": len(rows)}


def scaled(student, model, x, factor):
    """What the model gives within the context, after it, and after an exception within it."""
    import torch

    outputs = {}
    with torch.no_grad():
        with student.scaled_inputs(model, factor):
            outputs["inside[0]"] = model(x)
            outputs["inside[1]"] = model(x)
        outputs["after"] = model(x)
        raised = False
        try:
            with student.scaled_inputs(model, factor):
                outputs["inside[2]"] = model(x)
                raise LookupError("raised within the context")
        except LookupError:
            raised = True
        outputs["after_exception"] = model(x)
    return {**outputs, "exception_propagates": raised, "hooks_left": count_hooks(model)}


def gradients(student, model, x):
    """The gradients of layer_gradients by layer, and which layers there are."""
    found = student.layer_gradients(model, x)
    if not isinstance(found, dict):
        return found
    named = {f"gradient[{name}]": value for name, value in found.items()}
    return {"layers": ", ".join(sorted(map(str, found))), **named}


def traces(student, model, x):
    """What is no longer as it was after each function, and a little of what they gave."""
    import copy

    import torch

    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    before = copy.deepcopy(facts_of(model, x))

    def changed():
        after = facts_of(model, x)
        gone = [key for key in before if not same(before[key], after.get(key))]
        return ", ".join(gone)

    rows = shapes(student, model, x)
    by_shapes = changed()
    found = student.layer_gradients(model, x)
    by_gradients = changed()
    gradient = student.intermediate_gradient(squares, x)
    return {
        "changed_by_layer_shapes": by_shapes,
        "changed_by_layer_gradients": by_gradients,
        "changed_by_intermediate_gradient": changed(),
        "rows": ", ".join(map(str, rows.values())),
        "layers": ", ".join(sorted(map(str, found))) if isinstance(found, dict) else found,
        "gradient": gradient,
    }


def squares(x):
    """A function for intermediate_gradient, whose gradient is 4 x."""
    intermediate = x * 2
    return intermediate, intermediate.square().sum() / 2 + 1


def facts_of(model, x):
    """All that a function should leave alone, by name."""
    facts = {"hooks": count_hooks(model), "x.requires_grad": x.requires_grad, "x.grad": x.grad}
    facts |= {"x": x, **model.state_dict()}
    for name, parameter in model.named_parameters():
        facts[f"{name}.grad"] = parameter.grad
    for name, module in model.named_modules():
        facts[f"{name or 'model'}.training"] = module.training
    return facts


def count_hooks(model):
    """Hooks of all kinds on the model and all its modules."""
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


def line_of(row):
    """Name and shapes as a line, whatever the types; something else as it is written."""
    if not isinstance(row, (list, tuple)) or len(row) != 3:
        return repr(row)
    name, taken, given = row
    return f"{name}: {shape_of(taken)} -> {shape_of(given)}"


def shape_of(value):
    """A shape as it is written, be it a list, a tuple or a torch.Size."""
    return str(tuple(map(int, value))) if isinstance(value, (list, tuple)) else repr(value)


def same(one, other):
    """Whether two facts are the same, tensor or not."""
    import torch

    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    return one is other or (isinstance(one, int) and one == other)
