"""Oracle, inputs and misconceptions of week4/loss_summary, and the reader of its file form.

Arguments, weights and defaults are read off the classes of the installed torch. What a target
holds is in no signature: it is listed here.
"""

import csv
import inspect
import re
from typing import Any

import hypothesis.strategies as st
from torch import nn

from grader import misconception
from reference.week4 import probes_loss_summary as probes

LOSSES = tuple(probes.FUNCTIONS)

TARGETS = {
    "CrossEntropyLoss": "class index",
    "NLLLoss": "class index",
    "BCELoss": "same shape",
    "BCEWithLogitsLoss": "same shape",
    "L1Loss": "same shape",
    "MSELoss": "same shape",
    "SmoothL1Loss": "same shape",
    "PoissonNLLLoss": "same shape",
    "KLDivLoss": "same shape",
    "MarginRankingLoss": "plus/minus one",
    "MultiLabelMarginLoss": "class indices, -1 padded",
    "SoftMarginLoss": "plus/minus one",
    "MultiLabelSoftMarginLoss": "same shape",
    "MultiMarginLoss": "class index",
    "TripletMarginLoss": "none",
    "HingeEmbeddingLoss": "plus/minus one",
    "CosineEmbeddingLoss": "plus/minus one",
    "CTCLoss": "sequences",
}


def losses() -> st.SearchStrategy[str]:
    """The name of one of the 18 classes."""
    return st.sampled_from(LOSSES)


def wanted(loss: str, column: str) -> Any:
    """The fact that belongs into a column of a loss's row."""
    kind = getattr(nn, loss)
    parameters = inspect.signature(kind).parameters
    match column:
        case "inputs":
            return len(inspect.signature(kind.forward).parameters) - 1
        case "target":
            return TARGETS[loss]
        case "supports_weight":
            return "weight" in parameters
        case "default_reduction":
            return parameters["reduction"].default
        case "rows":
            return 1
    return True


def summary() -> list[dict[str, Any]]:
    """The table of the contract."""
    columns = ("inputs", "target", "supports_weight", "default_reduction")
    return [
        {"name": loss, **{column: wanted(loss, column) for column in columns}, "formula": "…"}
        for loss in LOSSES
    ]


def read_table(text: str) -> list[dict[str, str]]:
    """The rows of a table in Markdown or CSV, keyed by its own column names.

    For the file form of this exercise: `probes.fact_of(read_table(text), loss, column)` is
    compared with `wanted(loss, column)`, as for the function. Markdown may hold other text and
    several tables; CSV may be separated by commas, semicolons or tabs. A table without a
    column of names is passed over, and cells too many belong to the formula, which may
    hold bars (|x - y|) or commas.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if any(RULE.fullmatch(line) for line in lines):
        tables = _markdown(lines)
    else:
        tables = [_csv([line for line in lines if line.strip()])]
    return [row for header, *body in filter(None, tables) for row in _rows(header, body)]


RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?\|?\s*")
"""The line below the header of a Markdown table."""

BAR = re.compile(r"(?<!\\)\|")
NAMES = frozenset({"name", "名称"})
FORMULAS = frozenset({"formula", "公式"})


def _markdown(lines: list[str]) -> list[list[list[str]]]:
    """Every table as lists of cells, its header first; a table ends where there is no bar."""
    tables = []
    for place, line in enumerate(lines):
        if place and RULE.fullmatch(line):
            body = []
            for row in lines[place + 1 :]:
                if "|" not in row:
                    break
                body.append(row)
            tables.append([_cells(row) for row in [lines[place - 1], *body]])
    return tables


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if BAR.search(inner[-2:]) and inner.endswith("|") else inner
    return [cell.strip().replace("\\|", "|") for cell in BAR.split(inner)]


def _csv(lines: list[str]) -> list[list[str]]:
    if not lines:
        return []
    separator = max(",;\t，", key=lines[0].count)
    rows = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in rows]


def _rows(header: list[str], body: list[list[str]]) -> list[dict[str, str]]:
    names = [probes.squeezed(name) for name in header]
    if not NAMES & set(names):
        return []
    formula = next((place for place, name in enumerate(names) if name in FORMULAS), len(names) - 1)
    return [dict(zip(header, _fitted(cells, len(header), formula), strict=False)) for cells in body]


def _fitted(cells: list[str], count: int, formula: int) -> list[str]:
    """As many cells as columns: those too many are joined in the formula's place."""
    extra = max(0, len(cells) - count)
    joined = "|".join(cells[formula : formula + extra + 1])
    return [*cells[:formula], joined, *cells[formula + extra + 1 :]]


def _changed(column: str, value: Any, *losses: str) -> list[dict[str, Any]]:
    """The right table but for one column of some rows."""
    return [{**row, column: value} if row["name"] in losses else row for row in summary()]


@misconception(
    zh='把 KLDivLoss 的默认 reduction 当成了 "batchmean"',
    en='the default reduction of KLDivLoss is taken for "batchmean"',
    hint_zh='"batchmean" 才符合 KL 散度的定义，但默认值仍是 "mean"',
    hint_en='"batchmean" is what the mathematics asks for, but the default is still "mean"',
)
class KlDivBatchmean:
    def summary():
        return _changed("default_reduction", "batchmean", "KLDivLoss")


@misconception(
    zh='默认 reduction 写成了 "none"',
    en='the default reductions are given as "none"',
    hint_zh="看类的签名：reduction 的默认值是什么？",
    hint_en="the signature of the class tells the default of reduction",
)
class ReductionNone:
    def summary():
        return _changed("default_reduction", "none", *LOSSES)


@misconception(
    zh='默认 reduction 写成了 "sum"',
    en='the default reductions are given as "sum"',
    hint_zh="看类的签名：reduction 的默认值是什么？",
    hint_en="the signature of the class tells the default of reduction",
)
class ReductionSum:
    def summary():
        return _changed("default_reduction", "sum", *LOSSES)


@misconception(
    zh="认为 BCEWithLogitsLoss 不支持 weight",
    en="BCEWithLogitsLoss is said not to take weight",
    hint_zh="它既有 weight，也有 pos_weight",
    hint_en="it takes weight as well as pos_weight",
)
class BceLogitsWithoutWeight:
    def summary():
        return _changed("supports_weight", False, "BCEWithLogitsLoss")


@misconception(
    zh="认为只有 CrossEntropyLoss 和 NLLLoss 支持 weight",
    en="only CrossEntropyLoss and NLLLoss are said to take weight",
    hint_zh="再看 BCELoss、BCEWithLogitsLoss、MultiMarginLoss、MultiLabelSoftMarginLoss 的签名",
    hint_en="the signatures of BCELoss, BCEWithLogitsLoss, MultiMarginLoss and MultiLabelSoftMarginLoss have it too",
)
class WeightInTwoOnly:
    def summary():
        others = [loss for loss in LOSSES if loss not in ("CrossEntropyLoss", "NLLLoss")]
        return _changed("supports_weight", False, *others)


@misconception(
    zh="认为 PoissonNLLLoss 的目标是类别索引，与 NLLLoss 一样",
    en="the target of PoissonNLLLoss is taken for a class index, as for NLLLoss",
    hint_zh="它的目标是计数，与输入形状相同",
    hint_en="its targets are counts, in the shape of the input",
)
class PoissonClassIndex:
    def summary():
        return _changed("target", "class index", "PoissonNLLLoss")


@misconception(
    zh="认为 MultiLabelMarginLoss 的目标是 0 和 1",
    en="the target of MultiLabelMarginLoss is taken for zeros and ones",
    hint_zh="它的目标是类别索引，后面用 -1 填充；0 和 1 属于 MultiLabelSoftMarginLoss",
    hint_en="its target lists class indices and is padded by -1; zeros and ones are for MultiLabelSoftMarginLoss",
)
class MultiLabelZeroOne:
    def summary():
        return _changed("target", "same shape", "MultiLabelMarginLoss")


@misconception(
    zh="输入的个数没有把目标算在内",
    en="the number of inputs leaves the target out",
    hint_zh="数 forward 的参数个数，目标也是其中之一",
    hint_en="the arguments of forward count, and the target is one of them",
)
class TargetNotCounted:
    def summary():
        return [{**row, "inputs": row["inputs"] - (row["target"] != "none")} for row in summary()]


@misconception(
    zh="认为所有损失都只有两个输入",
    en="every loss is said to have two inputs",
    hint_zh="MarginRankingLoss、TripletMarginLoss、CTCLoss 的 forward 各有几个参数？",
    hint_en="forward of MarginRankingLoss, TripletMarginLoss and CTCLoss: how many arguments?",
)
class AlwaysTwoInputs:
    def summary():
        return _changed("inputs", 2, *LOSSES)
