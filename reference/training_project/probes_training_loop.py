"""What runs beside the student's code: train a model that is made here; plain values come back."""


def trained(student, model, criterion, epochs, **material):
    """The losses, and all parameters afterwards in one row."""
    import torch

    loader, optimizer = loader_and_optimizer(model, **material)
    losses = student.train(model, loader, criterion, optimizer, epochs)
    row = torch.cat([one.detach().flatten() for one in model.parameters()])
    return {"losses": losses, "parameters": row}


def trained_in_part(student, model, frozen, **case):
    """Whether frozen parameters are as they were and still frozen, and some other has moved."""
    parameters = list(model.parameters())
    for place in frozen:
        parameters[place].requires_grad_(False)
    before = [parameter.detach().clone() for parameter in parameters]
    trained(student, model, **case)
    moved = [not bool((one == old).all()) for one, old in zip(parameters, before, strict=True)]
    return {
        "frozen_unchanged": not any(moved[place] for place in frozen),
        "still_frozen": not any(parameters[place].requires_grad for place in frozen),
        "others_moved": any(moved),
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


def loader_and_optimizer(model, inputs, targets, batches, sgd):
    """A loader whose order is drawn from the seed, and an SGD optimiser with these options."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(
        TensorDataset(inputs, targets),
        batch_size=batches["batch_size"],
        shuffle=batches["shuffle"],
        generator=torch.Generator().manual_seed(batches["seed"]),
    )
    return loader, torch.optim.SGD(model.parameters(), **sgd)
