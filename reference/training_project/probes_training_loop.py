"""What runs beside the student's code: train a model that is made here; plain values come back."""


def trained(student, model, criterion, epochs, **material):
    """The losses, and all parameters afterwards in one row."""
    import torch

    loader, optimizer = loader_and_optimizer(model, **material)
    losses = student.train(model, loader, criterion, optimizer, epochs)
    row = torch.cat([one.detach().flatten() for one in model.parameters()])
    return {"losses": losses, "parameters": row}


def trained_in_part(student, model, frozen, **case):
    """Whether frozen parameters are as they were and still frozen; and all of them."""
    parameters = list(model.parameters())
    for place in frozen:
        parameters[place].requires_grad_(False)
    before = [parameters[place].detach().clone() for place in frozen]
    result = trained(student, model, **case)
    return {
        "frozen_unchanged": all(
            bool((parameters[place] == value).all())
            for place, value in zip(frozen, before, strict=True)
        ),
        "still_frozen": not any(parameters[place].requires_grad for place in frozen),
        "parameters": result["parameters"],
    }


def modes(student, model, criterion, epochs, **material):
    """In which mode the model saw its batches, and in which it was left."""
    seen = []
    handle = model.register_forward_pre_hook(lambda module, args: seen.append(module.training))
    loader, optimizer = loader_and_optimizer(model, **material)
    student.train(model, loader, criterion, optimizer, epochs)
    handle.remove()
    return {
        "every_batch_in_train_mode": seen.count(True) >= epochs * len(loader),
        "passes_in_eval_mode": seen.count(False),
        "left_in_train_mode": model.training,
    }


def loader_and_optimizer(model, inputs, targets, batch_size, shuffle, seed, sgd):
    """A loader whose order is drawn from the seed, and an SGD optimiser with these options."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(
        TensorDataset(inputs, targets),
        batch_size=batch_size,
        shuffle=shuffle,
        generator=torch.Generator().manual_seed(seed),
    )
    return loader, torch.optim.SGD(model.parameters(), **sgd)
