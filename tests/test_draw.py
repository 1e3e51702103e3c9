"""What a check looked at becomes charts and pictures, whatever it is."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
import torch
from PIL import Image

from grader.authoring import draw
from grader.authoring.blame import observe
from grader.authoring.charts import assert_charts, assert_shared_charts
from grader.authoring.compare import assert_close, assert_entries
from grader.authoring.curves import assert_tagged_curves
from grader.authoring.errors import Mismatch
from grader.authoring.evidence import assert_one_of_series
from grader.authoring.histograms import assert_histograms
from grader.authoring.pictures import Grid, assert_one_of_pictures, assert_tiled
from grader.log import Histogram, Picture, Series
from grader.model import Chart, Pictures


def evidence(claim, *args, **kwargs):
    """What the report would show of a claim that is false."""
    with pytest.raises(Mismatch) as caught:
        claim(*args, **kwargs)
    return observe("check", caught.value, lambda file: None).evidence


def pixels(png):
    return np.array(Image.open(io.BytesIO(png)))


def as_png(values):
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG")
    return file.getvalue()


SQUARES = Series("", "y", (0, 1, 2, 3), (0.0, 1.0, 4.0, 9.0))


def test_a_curve_lies_over_the_wanted_one():
    """The closest series and the values that it should have, at the same steps."""
    (chart,) = evidence(assert_one_of_series, [SQUARES], lambda step: 2.0 * step)
    got, want = chart.curves

    assert (got.name, got.wanted, got.points[-1]) == ("y", False, (3.0, 9.0))
    assert (want.wanted, want.points) == (True, ((0.0, 0.0), (1.0, 2.0), (2.0, 4.0), (3.0, 6.0)))


def test_train_and_valid_share_a_chart():
    """Two tags in one run: what was drawn, and both wanted curves, in one chart."""
    train, valid = (3.0, 2.0), (4.0, 3.0)
    series = [Series("", "a", (1, 2), train), Series("", "b", (1, 2), valid)]
    (chart,) = evidence(assert_charts, series, {"train": train, "valid": valid})

    assert [one.name for one in chart.curves] == ["a", "b", "train", "valid"]
    assert chart.curves[2].points == ((1.0, 3.0), (2.0, 2.0))


def test_charts_are_shown_as_tensorboard_draws_them():
    """Where only the layout is asked for: a chart for each tag, with the curves that share it."""
    tags = (("", "a"), ("", "b"), ("run", "b"))
    series = [Series(run, tag, (0, 1), (3.0, 2.0)) for run, tag in tags]
    shown = evidence(assert_shared_charts, series, at_least=2)

    assert [[one.name for one in chart.curves] for chart in shown] == [["a"], ["b", "run/b"]]
    assert not any(one.wanted for chart in shown for one in chart.curves)
    assert evidence(assert_shared_charts, [], at_least=2) == ()


def test_a_claim_in_words_is_illustrated():
    """What a property draws is seen where the claim has nothing to show, and nowhere else."""

    def claim(got, want):
        with draw.illustrated(draw.maps, {"a": torch.zeros(2, 8, 8), "b": torch.ones(2, 8, 8)}):
            assert_close(got, want)

    black, white = evidence(claim, 1.0, 2.0)

    assert [(one.got, one.name) for one in (black, white)] == [(b"", "a"), (b"", "b")]
    assert {int(pixels(one.want).min()) for one in (black, white)} == {0, 128}
    assert isinstance(evidence(claim, torch.zeros(5), torch.ones(5))[0], Chart)
    with draw.illustrated(draw.maps, {}):
        assert_close(1.0, 1.0)


def test_a_missing_curve_is_shown_with_its_chart():
    """The other curves of the chart are there too; a word in a tag does as well."""
    series = [Series("", "train", (0, 1), (3.0, 2.0)), Series("", "valid", (0, 1), (4.0, 9.0))]
    curves = {"train": (3.0, 2.0), "valid": (4.0, 3.0)}
    (chart,) = evidence(assert_charts, series, curves)
    (alone,) = evidence(assert_tagged_curves, series, curves)

    assert [one.name for one in chart.curves] == ["train", "valid", "train", "valid"]
    assert [one.name for one in alone.curves] == ["valid", "valid"]


def test_a_row_of_numbers_is_a_curve():
    """Learning rates over epochs; short rows and single numbers are better read."""
    (chart,) = evidence(assert_close, [0.1] * 5, [0.1, 0.1, 0.01, 0.01, 0.01])

    assert [one.wanted for one in chart.curves] == [False, True]
    assert chart.curves[1].points[2] == (2.0, 0.01)
    assert evidence(assert_close, [1.0, 2.0], [1.0, 3.0]) == ()
    assert evidence(assert_close, 1.0, 3.0) == ()


def test_maps_are_pictures_with_the_wrong_ones_framed():
    """Of a layer's maps the ones that differ have a frame, the others none."""
    want = torch.rand(1, 5, 8, 8, generator=torch.Generator().manual_seed(0))
    got = want.clone()
    got[0, 4] = 0
    (shown,) = evidence(assert_close, got, want)
    frame = (pixels(shown.got) == draw.FRAME).all(axis=2)

    assert isinstance(shown, Pictures)
    assert max(pixels(shown.want).shape) <= draw.MOST_SIDE
    assert not (pixels(shown.want) == draw.FRAME).all(axis=2).any()
    middle = len(frame) // 2
    assert frame[middle - 5 :].any()
    assert not frame[: middle - 5].any()


def test_entries_that_are_maps_are_all_seen():
    """What one case shows is told by the other: both are drawn, each under its name."""
    want = {"a": torch.rand(2, 6, 6), "b": torch.zeros(2, 6, 6), "mean": torch.rand(5), "text": "x"}
    got = want | {"b": torch.ones(2, 6, 6)}

    assert [one.name for one in evidence(assert_entries, got, want)] == ["a", "b"]
    (only,) = evidence(assert_entries, got | {"a": None}, {"b": want["b"], "a": want["a"]})
    assert only.name == "b"
    assert isinstance(evidence(assert_entries, want | {"mean": torch.ones(5)}, want)[0], Chart)


def test_a_picture_without_tiles_is_shown():
    """There is none to compare it with."""
    picture = Picture("", "maps", 0, as_png(np.zeros((8, 4, 3), dtype=np.uint8)))
    (wrong_size,) = evidence(assert_tiled, [picture], size=(9, 9))
    (no_tiles,) = evidence(assert_tiled, [picture])

    assert (wrong_size.want, no_tiles) == (b"", wrong_size)
    assert pixels(wrong_size.got).shape == (256, 128, 3)


def test_noise_has_fewer_colours():
    """A picture that does not compress would fill the page; its frames keep theirs."""
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 1)).repeat(3, axis=2)
    shown = draw.pictures(noise, noise, [(1, 1, 50, 50)])
    colours = np.array(Image.open(io.BytesIO(shown.got)).convert("RGB"))

    assert len(shown.got) < 60_000
    assert colours.shape == (256, 256, 3)
    assert (colours[0, 10] == draw.FRAME).all()


def test_differing_tiles_of_a_grid_are_framed():
    """Only the tile that is wrong is framed; the picture is encoded anew."""
    grid = Grid(count=4, height=6, width=8, columns=2)
    want = torch.zeros(3, 18, 22)
    drawn = np.zeros((18, 22, 3), dtype=np.uint8)
    drawn[10:16, 12:20] = 255
    picture = Picture("", "grid", 0, as_png(drawn))
    (shown,) = evidence(assert_one_of_pictures, [picture], want, grid)
    frame = (pixels(shown.got) == draw.FRAME).all(axis=2)
    rows, columns = np.nonzero(frame)
    scale = len(frame) // 18

    assert (rows.min() // scale, columns.min() // scale) == (9, 11)
    assert shown.got != picture.png


def test_a_picture_of_another_size_is_shown_beside_the_wanted_one():
    """Nothing can be framed, but both are there."""
    picture = Picture("", "grid", 0, as_png(np.zeros((4, 400, 3), dtype=np.uint8)))
    (shown,) = evidence(assert_one_of_pictures, [picture], torch.ones(3, 9, 9), Grid(1, 9, 9, 1))

    assert pixels(shown.got).shape == (3, 256, 3)
    assert (pixels(shown.want) == 255).all()


def test_histograms_are_compared_in_the_same_bins():
    """Whatever bins the writer chose, both have as many values in all."""
    values = torch.linspace(-1, 1, 100)
    got = Histogram("", "w", 0, 0.0, 1.0, 100, 50, 33, (-1e9, 0.5, 1e9), (0.0, 50.0, 50.0))
    (chart,) = evidence(assert_histograms, [got], [(["w"], values)], step=0)
    found, wanted = ([y for _, y in one.points] for one in chart.curves)

    assert chart.stepped
    assert sum(found) == pytest.approx(100)
    assert sum(wanted) == 100
    assert found[0] == 0 < wanted[0]


@pytest.mark.parametrize(
    "claim",
    [
        lambda: assert_close(torch.full((5,), torch.nan), torch.ones(5)),
        lambda: assert_close(torch.full((4, 4), torch.inf), torch.full((4, 4), torch.nan)),
        lambda: assert_close(torch.zeros(0, 8, 8), torch.ones(0, 8, 9)),
        lambda: assert_close(torch.zeros(5, dtype=torch.complex64), torch.ones(5)),
        lambda: assert_histograms(
            [Histogram("", "w", 0, math.nan, math.inf, 1, 1, 1, (math.nan,), (1.0, 2.0))],
            [(["w"], torch.ones(3))],
            step=0,
        ),
        lambda: assert_one_of_series([Series("", "y", (), ())], float, steps=[1]),
        lambda: assert_one_of_series([Series("", "y", (0, 1), (math.nan, math.inf))], float),
    ],
)
def test_what_cannot_be_drawn_takes_nothing_from_the_verdict(claim):
    """Odd numbers of a submission never keep a failure from being reported."""
    assert all(isinstance(one, (Chart, Pictures)) for one in evidence(claim))


def test_long_curves_are_thinned():
    """A million points do not make a page of a hundred megabytes."""
    thinned = draw.curve("y", [(step, step) for step in range(10**5)])

    assert len(thinned.points) <= draw.MOST_POINTS
    assert draw.curve("y", [(0, math.nan), (1, math.inf)]).points == ()
