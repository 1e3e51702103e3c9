"""What is found in what a script or a text says."""

from __future__ import annotations

import pytest

from grader import Mismatch, has_number, is_own, numbers_of, says, shown
from grader.authoring.student import as_record
from grader.model import Text
from grader.sandbox.perform import Facts
from grader.sandbox.traces import Traces

NOTE = Text("没有", "it does not")


def record(output: str = "", text: str = "", **values: object):
    """Of a script."""
    return as_record(Facts(output=output, traces=Traces(text=text, values=values)))


def test_numbers():
    """Decimal numbers that are printed, written or stored, in lists and dicts too."""
    seen = record("tensor(0.3642) v1.2 3", "是 1.8210。", a=0.5, b=[{"k": -2.5}], c=7, d="0.1")

    assert numbers_of(seen) == [0.3642, 1.821, 0.5, -2.5]


@pytest.mark.parametrize(("number", "found"), [(0.3642, True), (0.3646, True), (0.365, False)])
def test_a_number_is_found_as_far_as_it_is_printed(number, found):
    """Three digits tell numbers apart."""
    assert has_number([1.0, 0.3642], number) is found


def test_words():
    """All patterns are needed, in any letter case."""
    assert says("ReLU 会覆盖 OUTPUT", "relu", "覆盖|overwr", "output")
    assert not says("ReLU", "relu", "覆盖|overwr")


def test_shown():
    """A function's value is taken as it is; a script has to show something."""
    called = as_record(Facts(3))

    assert shown(called, 5, lambda _: False, NOTE) == 3
    assert shown(record("yes"), 5, lambda one: "yes" in one.said, NOTE) == 5
    with pytest.raises(Mismatch) as caught:
        shown(record("no"), 5, lambda one: "yes" in one.said, NOTE)
    assert caught.value.note == NOTE


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("__main__.Net", True),
        ("net.Net", True),
        ("torch.nn.Linear", False),
        ("torchvision.models.alexnet.AlexNet", False),
        ("tools.my_dataset.RMBDataset", False),
        ("model.lenet.LeNet", False),
    ],
)
def test_own_classes(kind, own):
    """Neither the libraries' nor the lessons' classes are a student's."""
    assert is_own(kind) is own
