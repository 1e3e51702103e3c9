"""Claims about curves that are known by a word in their tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.authoring.charts import _is_curve, _named, _no_curve
from grader.authoring.errors import Mismatch
from grader.authoring.evidence import NO_SERIES
from grader.log import Series
from grader.model import Text

NO_TAG = Text(
    "没有标签含 {name} 的曲线；“得到”处是现有的标签",
    "no curve has {name} in its tag; the tags found are shown",
)
NO_SUCH = Text(
    "标签含 {name} 的曲线里没有这样的点（轮数从 0 或 1 开始编号）；“得到”处是最接近的一条",
    "no curve with {name} in its tag has these points, from epoch 0 or 1; the closest is shown",
)


def assert_tagged_curves(series: Sequence[Series], curves: Mapping[str, Sequence[float]]) -> None:
    """For every word there is a curve of these values whose tag contains it, in any letter case.

    A curve has one value per epoch; epochs are numbered from 0 or from 1.

    Raises:
        Mismatch: with the first curve that is missing.
    """
    for name, values in curves.items():
        found = [one for one in series if name in one.tag.casefold()]
        if not found:
            note = NO_TAG.format(name=repr(name)) if series else NO_SERIES
            raise Mismatch(_named(series) or "—", f"tag {name!r}", note=note)
        if not any(_is_curve(one, values) for one in found):
            nearest = _no_curve(found, name, values, {name: values})
            note = NO_SUCH.format(name=repr(name))
            raise Mismatch(nearest.got, nearest.want, note=note, look=nearest.look)
