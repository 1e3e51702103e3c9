"""Module by module, one writer for each kind, a dot before grad."""

from torch.utils.tensorboard import SummaryWriter


def log_histograms(log_dir, model, step):
    own = SummaryWriter(log_dir + "/weights")
    gradients = SummaryWriter(log_dir + "/gradients", filename_suffix=".grad")
    for prefix, module in model.named_modules():
        for short, parameter in module.named_parameters(recurse=False):
            name = ".".join(filter(None, (prefix, short)))
            own.add_histogram(name, parameter.data.flatten(), global_step=step)
            if parameter.grad is not None:
                gradients.add_histogram(f"{name}.grad", parameter.grad.clone(), global_step=step)
    own.close()
    gradients.close()
