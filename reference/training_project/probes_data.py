"""What runs beside the student's code: data are made and read; plain values come back."""


def points(student, x, y, factor, indices):
    """Length and samples; with a factor, a transform multiplies by it and counts its calls."""
    import torch

    calls = []

    def scale(row):
        calls.append(1)
        return factor * row

    dataset = student.PointDataset(x, y, transform=None if factor is None else scale)
    samples = [dataset[index] for index in indices]
    return {
        "len": len(dataset),
        "x": torch.stack([torch.as_tensor(one) for one, _ in samples]),
        "y": torch.stack([torch.as_tensor(other) for _, other in samples]),
        "transform_calls": len(calls),
    }


def beyond_the_ends(student, x, y):
    """What becomes of indices beyond both ends, beside the length and both ends themselves."""
    count = len(x)
    dataset = student.PointDataset(x, y)
    found = {"len": len(dataset), "first": dataset[-count][1], "last": dataset[count - 1][1]}
    for index in (count, count + 2, -count - 1):
        try:
            found[f"index {index}"] = repr(dataset[index])
        except Exception as error:
            found[f"index {index}"] = type(error).__name__
    return found


def epochs(student, samples, batch_size, shuffle, seed, count):
    """Sizes of the batches and order of the samples in each epoch."""
    loader = student.make_loader(numbered(samples), batch_size, shuffle, seed=seed)
    found = [epoch_of(loader) for _ in range(count)]
    orders = [flat(batches) for batches in found]
    return {
        "batch_sizes": [[len(batch) for batch in one] for one in found],
        "samples": [sorted(order) for order in orders],
        "first_order": orders[0],
        "different_orders": len({tuple(order) for order in orders}),
    }


def orders_of_two(student, samples, batch_size, seeds, count):
    """Two shuffling loaders and their seeds, with random numbers drawn in between."""
    import torch

    data = numbered(samples)
    loaders = [student.make_loader(data, batch_size, True, seed=seed) for seed in seeds]
    orders = []
    for loader in loaders:
        torch.rand(7)
        orders.append([flat(epoch_of(loader)) for _ in range(count)])
    return {
        "samples": [sorted(order) for both in orders for order in both],
        "same_orders": orders[0] == orders[1],
    }


def numbered(samples):
    """A dataset whose samples tell their own numbers."""
    import torch
    from torch.utils.data import TensorDataset

    return TensorDataset(torch.arange(samples), torch.zeros(samples))


def flat(batches):
    """All numbers of an epoch in order."""
    return [number for batch in batches for number in batch]


def epoch_of(loader):
    """The numbers in each batch of one epoch."""
    return [[int(number) for number in batch[0]] for batch in loader]


def pictures(student, size, files):
    """Classes, and for each sample its class, shape, kind and range of values.

    `files` are (folder, name, (height, width), colour): a picture of one colour of one, three
    or four channels.
    """
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as root:
        for folder, name, sides, colour in files:
            Path(root, folder).mkdir(exist_ok=True)
            picture_of(sides, colour).save(Path(root, folder, name))
        dataset = student.image_folder(root, size)
        samples = [dataset[index] for index in range(len(dataset))]
        classes = ", ".join(dataset.classes)
    return {
        "classes": classes,
        "targets": [int(target) for _, target in samples],
        "shapes": [list(picture.shape) for picture, _ in samples],
        "float": all(picture.is_floating_point() for picture, _ in samples),
        "lowest": [picture.min().item() for picture, _ in samples],
        "highest": [picture.max().item() for picture, _ in samples],
        "colours": [picture.flatten(1).double().mean(1).tolist() for picture, _ in samples],
    }


def picture_of(sides, colour):
    """A picture of one colour."""
    import torch
    from torchvision.transforms.functional import to_pil_image

    pixels = torch.tensor(colour, dtype=torch.uint8)[:, None, None]
    return to_pil_image(pixels.expand(-1, *sides).contiguous())
