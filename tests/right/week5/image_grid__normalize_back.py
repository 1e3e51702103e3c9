"""Normalize undone by another Normalize, a numpy grid, a writer that is flushed only."""

from torch.utils.tensorboard import SummaryWriter
from torchvision.transforms import Normalize
from torchvision.utils import make_grid


def make_batch_grid(images, nrow=4, padding=2):
    print("batch:", tuple(images.shape))
    return make_grid([image for image in images], nrow, padding).numpy()


def log_batch(log_dir, images, nrow=4, padding=2):
    writer = SummaryWriter(log_dir)
    writer.add_image("a single image", images[0])
    writer.add_image("grid", make_batch_grid(images, nrow, padding))
    writer.flush()


def log_normalized_batch(log_dir, images, mean, std, nrow=4):
    back = Normalize([-m / s for m, s in zip(mean, std, strict=True)], [1 / s for s in std])
    log_batch(log_dir, back(images).clamp(min=0.0, max=1.0), nrow)
