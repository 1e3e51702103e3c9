# verdict: broke
# exercise: week5/image_grid
# A script that has notes of itself sent that no run can leave: sizes below zero and beyond any
# memory, what is no number at all, names of 5,000 letters.

import sandbox.tracer as tracer
from sandbox.traces import GridNote, HookNote, LoaderNote, LossNote, ModuleNote, Traces

BIG, NAN, INF = 1 << 62, float("nan"), float("inf")


def traces(self, left, text):
    sizes = ([], [-1] * 4, [BIG] * 4, [2, 3, 5, 5])
    return Traces(
        losses=[LossNote("<b>" * 50, value, True, True) for value in (None, NAN, INF, 1e308)],
        grids=[GridNote(one, other, NAN, INF, True) for one in sizes for other in sizes],
        hooks=[HookNote(one, low, NAN) for one in sizes for low in (NAN, -INF, 0.0)],
        loaders=[LoaderNote("__main__.D", count, one, one) for one in sizes for count in (-1, 0, BIG)],
        modules=[ModuleNote("", {"a" * 5_000: one}, one) for one in sizes],
        steps=-BIG,
        curves=BIG,
        values={"a": [NAN, {"b": (INF, "text", None)}], "c" * 5_000: -0.0},
        text="inplace reduction none sum mean",
    )


tracer.Tracer.traces = traces
