"""What runs beside the student's code: loaders are built, training runs, its traces are read."""


def curves(student, history, log_dir):
    """Draw a history; the number of runs tells mistakes apart that write the same points."""
    import pathlib

    student.log_curves(log_dir, history)
    return len({file.parent for file in pathlib.Path(log_dir).rglob("*tfevents*")})


def train(student, model, train, valid, batch_size, epochs, lr, log_dir):
    """Train on two pairs (inputs, labels) of tensors; the history as it is returned."""
    from torch.utils.data import DataLoader, TensorDataset

    train_loader, valid_loader = (
        DataLoader(TensorDataset(*pair), batch_size=batch_size) for pair in (train, valid)
    )
    return student.train(model, train_loader, valid_loader, epochs, lr, log_dir)


def train_unwatched(student, **case):
    """The same where only the training counts: the log is thrown away."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return train(student, **case, log_dir=folder)


def last_validation(student, model, **case):
    """The last validation as the history has it, and the trained weights and buffers."""
    history = train_unwatched(student, model=model, **case)
    return {
        "valid_loss": history[-1]["valid_loss"],
        "valid_accuracy": history[-1]["valid_accuracy"],
        "state": {name: value.detach().clone() for name, value in model.state_dict().items()},
    }


def batches_by_mode(student, model, **case):
    """In which mode the training and the validation batches passed, in how many epochs."""
    import copy

    model = copy.deepcopy(model)
    validation = {row.numpy().tobytes() for row in case["valid"][0]}
    seen = {(kind, mode): 0 for kind in ("train", "valid") for mode in (True, False)}

    def note(module, args):
        kind = "valid" if args[0][0].detach().numpy().tobytes() in validation else "train"
        seen[kind, module.training] += 1

    handle = model.register_forward_pre_hook(note)
    train_unwatched(student, model=model, **case)
    handle.remove()
    return {
        "training_batches_in_train_mode": seen["train", True],
        "validation_batches_in_train_mode": seen["valid", True],
    }


def steps(student, model, lr, **case):
    """Parameters after one step, and how many gradients held more than their own batch's."""
    import copy

    import torch

    single = {key: [part[: case["batch_size"]] for part in case[key]] for key in ("train", "valid")}
    first, model = copy.deepcopy(model), copy.deepcopy(model)
    train_unwatched(student, model=first, **{**case, **single}, lr=lr, epochs=1)
    mixed = []

    def watch(parameter):
        own = []
        parameter.register_hook(lambda gradient: own.append(gradient.detach().clone()))
        parameter.register_post_accumulate_grad_hook(
            lambda leaf: mixed.append(not torch.allclose(leaf.grad, own[-1], rtol=1e-4, atol=1e-7))
        )

    for parameter in model.parameters():
        watch(parameter)
    train_unwatched(student, model=model, **case, lr=lr, epochs=2)
    return {
        "parameters_after_one_step": torch.nn.utils.parameters_to_vector(first.parameters()),
        "gradients_of_several_batches": sum(mixed),
    }
