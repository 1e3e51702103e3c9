"""The file form of week4/loss_summary: a table in Markdown or CSV becomes rows, and facts."""

from __future__ import annotations

import pytest

from reference.week4 import loss_summary, probes_loss_summary

MARKDOWN = """# 18 种损失函数

先看一段文字，里面也有 | 竖线。

| **名称** | 输入 | 目标 | 支持权重 | 默认 reduction | 公式 |
|:--|--:|---|:-:|---|---|
| `nn.L1Loss` | 2 | 形状相同 | 否 | mean | |x - y| |
| `nn.KLDivLoss` | 2 | 形状相同 | 否 | `"mean"` | y * (log y - x) |

一些说明。

| 缩写 | 含义 |
|---|---|
| BCE | binary cross entropy |

name | formula | inputs | target
--- | --- | --- | ---
ctc_loss | -log p(l \\| x) | 4 | sequences
"""

CSV = """\ufeffName,Inputs,Target,Supports Weight,Default Reduction,Formula

F.l1_loss,2,same shape,no,mean,"abs(x - y), element by element"
nn.NLLLoss(),2,Class index,YES,'mean',-w_y * x_y
"""


def facts(text: str, loss: str) -> dict[str, object]:
    """Every fact that a table holds about a loss."""
    columns = ["rows", *probes_loss_summary.READERS]
    rows = loss_summary.read_table(text)
    return {name: probes_loss_summary.fact_of(rows, loss, name) for name in columns}


def right(loss: str) -> dict[str, object]:
    """What is wanted of a row."""
    columns = ["rows", *probes_loss_summary.READERS]
    return {name: loss_summary.wanted(loss, name) for name in columns}


@pytest.mark.parametrize("loss", ["L1Loss", "KLDivLoss"])
def test_markdown_is_read_past_text_alignment_and_bars_in_a_formula(loss: str) -> None:
    """A table in the midst of other text, with marks in its cells, says what is wanted."""
    assert facts(MARKDOWN, loss) == right(loss)


def test_every_table_of_losses_counts() -> None:
    """A later table without outer bars adds its rows; a table without names is passed over."""
    rows = loss_summary.read_table(MARKDOWN)

    assert len(rows) == 3
    assert rows[2]["formula"] == "-log p(l | x)"
    assert facts(MARKDOWN, "CTCLoss")["target"] == "sequences"


@pytest.mark.parametrize("loss", ["L1Loss", "NLLLoss"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_with_any_separator(loss: str, separator: str) -> None:
    """A byte order mark, blank lines and quotation marks do not matter."""
    text = CSV if separator == "," else CSV.replace(", ", " ").replace(",", separator)

    assert facts(text, loss) == right(loss)


@pytest.mark.parametrize("text", ["", "\n\n", "|", "|---|", "no table", "a,b\n1,2", "|---|\n|x|"])
def test_what_is_no_table_has_no_rows(text: str) -> None:
    """Nothing is raised, whatever a file holds."""
    assert loss_summary.read_table(text) == []
    assert facts(text, "CTCLoss")["rows"] == 0


def test_the_wanted_table_is_right_in_every_row() -> None:
    """The function form of the same table has all the wanted facts."""
    table = loss_summary.summary()

    for loss in loss_summary.LOSSES:
        for name, value in right(loss).items():
            assert probes_loss_summary.fact_of(table, loss, name) == value
