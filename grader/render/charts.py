"""A Chart becomes SVG, drawn by matplotlib."""

from __future__ import annotations

import io
import warnings

from ..model import Chart
from .visible import inline

INCHES = (6.0, 3.0)
LEGEND = 40
"""Longest name in a legend, in characters."""


def draw(chart: Chart) -> bytes:
    """The curves over one another, wanted ones dashed; the same bytes for the same chart."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # names may be in any script: the viewer has the fonts
    with warnings.catch_warnings(action="ignore"), mpl.rc_context():
        mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "grader"}
        mpl.rcParams |= {"text.parse_math": False, "axes.formatter.useoffset": False}
        figure = Figure(figsize=INCHES, layout="constrained")
        axes = figure.add_subplot()
        for curve in chart.curves:
            name = _legend(inline(curve.name))
            xs, ys = [x for x, _ in curve.points], [y for _, y in curve.points]
            drawstyle = "steps-post" if chart.stepped else "default"
            marker = "." if len(xs) < 40 and not chart.stepped else ""
            dashes = "--" if curve.wanted else "-"
            axes.plot(xs, ys, dashes, drawstyle=drawstyle, marker=marker, label=name)
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
        drawn = io.BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.getvalue()


def _legend(name: str) -> str:
    """The end of a long name, which tells curves of one folder apart; "_" would hide it."""
    return name.lstrip("_") if len(name) <= LEGEND else f"…{name[1 - LEGEND :]}"
