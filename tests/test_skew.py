"""Version skew: what changed in the libraries is recognised in their own words."""

import io

import numpy as np
import pytest
import torch
import torchvision
from PIL import Image
from torch.utils.data import DataLoader

from grader.authoring import skew


def load_whole_model():
    stream = io.BytesIO()
    torch.save(torch.nn.Linear(2, 2), stream)
    stream.seek(0)
    torch.load(stream)


def fill_weights_with_integers():
    convolution = torch.nn.Conv2d(1, 1, 3)
    convolution.weight.data = torch.full((1, 1, 3, 3), 2)


def weigh_classes_with_integers():
    weight = torch.tensor([1, 2])
    torch.nn.functional.cross_entropy(torch.rand(2, 2), torch.tensor([0, 1]), weight)


def schedule_verbosely():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    torch.optim.lr_scheduler.StepLR(optimizer, 1, verbose=True)


OLD_WAYS = [
    lambda: iter(DataLoader([1, 2])).next(),
    lambda: torchvision.utils.make_grid(torch.rand(2, 3, 4, 4), range=(0, 1)),
    load_whole_model,
    fill_weights_with_integers,
    weigh_classes_with_integers,
    schedule_verbosely,
    lambda: torch.tensor(1.0).data[0],
    lambda: torchvision.transforms.Scale(3),
    lambda: np.float(3),
    lambda: Image.ANTIALIAS,
    lambda: torch.optim.sgd,
]


@pytest.mark.parametrize("old_way", OLD_WAYS)
def test_the_installed_libraries_errors_are_recognised(old_way):
    """What the installed library says to an old way of writing gets exactly one note."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever the library raises
        old_way()

    assert len(skew.notes(f"{raised.type.__name__}: {raised.value}")) == 1


@pytest.mark.parametrize("text", ["ValueError: no", "TypeError: f() takes 1 argument", ""])
def test_other_errors_get_no_note(text):
    """An error that has nothing to do with a changed library is left alone."""
    assert skew.notes(text) == ()
