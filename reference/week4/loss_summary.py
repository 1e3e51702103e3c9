"""Oracle, inputs and misconceptions of week4/loss_summary; a file's table is read by a probe.

Arguments, weights and defaults are read off the classes of the installed torch. What a target
holds is in no signature: it is listed here.
"""

import inspect
from typing import Any

import hypothesis.strategies as st
from torch import nn

from grader import misconception
from grader.model import Text
from reference.week4 import probes_loss_summary as probes

LOSSES = tuple(probes.FUNCTIONS)
MOST_LOSSES = 12

read_text = probes.read_text

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

NO_TABLE = Text(
    "没有找到表格：第一行应当是列名，其中一列叫“名称”或 name；Markdown 的表格在列名下面还要有一行"
    " |---|---|",
    "no table was found: its first line must hold the names of the columns, one of them name or"
    " 名称; in Markdown a line |---|---| stands below it",
)
MISSING = Text("表格里没有这些列：{columns}", "the table lacks columns: {columns}")


def attempted(record: Any) -> bool:
    """Whether a script or a text is about this exercise: it names most of the losses."""
    said = probes.squeezed(f"{record.said} {record.traces.values}")
    return sum(probes.squeezed(loss) in said for loss in LOSSES) >= MOST_LOSSES


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


def remarks(summary: list[dict[str, str]]) -> list[Text]:
    """What to say of a table that was read from a file, besides the checks."""
    if not summary:
        return [NO_TABLE]
    missing = [name for name in probes.COLUMNS if not any(name in row for row in summary)]
    if not missing:
        return []
    return [
        Text(
            MISSING.zh.format(columns="、".join(probes.COLUMNS[name] for name in missing)),
            MISSING.en.format(columns=", ".join(missing)),
        )
    ]


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
    hint_en="count the arguments of forward: the target is one of them",
)
class TargetNotCounted:
    def summary():
        return [{**row, "inputs": row["inputs"] - (row["target"] != "none")} for row in summary()]


@misconception(
    zh="认为所有损失都只有两个输入",
    en="every loss is said to have two inputs",
    hint_zh="MarginRankingLoss、TripletMarginLoss、CTCLoss 的 forward 各有几个参数？",
    hint_en="how many arguments has forward in MarginRankingLoss, TripletMarginLoss and CTCLoss?",
)
class AlwaysTwoInputs:
    def summary():
        return _changed("inputs", 2, *LOSSES)
