"""What runs beside the student's code: a scheduler at work, as plain values."""


def scheduled_rates(student, name, options):
    """Class of the scheduler, and the rates of two parameter groups over seven epochs."""
    import torch

    groups = [{"params": [torch.zeros(1, requires_grad=True)], "lr": lr} for lr in (0.1, 0.02)]
    optimizer = torch.optim.SGD(groups)
    scheduler = student.build_scheduler(name, optimizer, **options)
    if not isinstance(scheduler, getattr(torch.optim.lr_scheduler, name)):
        return {"scheduler": type(scheduler).__name__, "rates": []}
    metric = [1.0] if name == "ReduceLROnPlateau" else []
    rates = []
    for _ in range(7):
        rates.append([group["lr"] for group in optimizer.param_groups])
        optimizer.step()
        scheduler.step(*metric)
    return {"scheduler": name, "rates": rates}


def refusals(student, names):
    """For each name, which exception building it raises, or what was built."""
    import torch

    build = student.build_scheduler
    found = {}
    for name in names:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        try:
            found[name] = type(build(name, optimizer)).__name__
        except Exception as error:
            found[name] = type(error).__name__
    return found
