"""The file form of week4/loss_summary: a table in Markdown or CSV becomes rows, and facts."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from reference.week4 import loss_summary, probes_loss_summary
from tests import warm

ROOT = Path(__file__).resolve().parent.parent

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

CSV = """Name,Inputs,Target,Supports Weight,Default Reduction,Formula

F.l1_loss,2,same shape,no,mean,"abs(x - y), element by element"
nn.NLLLoss(),2,Class index,YES,'mean',-w_y * x_y
"""


def facts(text: str, loss: str) -> dict[str, object]:
    """Every fact that a table holds about a loss."""
    columns = ["rows", *probes_loss_summary.READERS]
    rows = loss_summary.read_text(None, text)["summary"]
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
    rows = loss_summary.read_text(None, MARKDOWN)["summary"]

    assert len(rows) == 3
    assert rows[2]["formula"] == "-log p(l | x)"
    assert facts(MARKDOWN, "CTCLoss")["target"] == "sequences"


ROW = {"name": "nn.L1Loss", "输入": 2, "支持权重": False}


@pytest.mark.parametrize(
    "value",
    [
        [ROW],
        {"nn.L1Loss": {"输入": 2, "支持权重": False}},
        [["损失函数", "输入", "支持权重"], ["nn.L1Loss", 2, False]],
    ],
    ids=["list of dicts", "dict of dicts", "list of lists"],
)
def test_a_table_in_a_variable_is_read(value: Any) -> None:
    """A script may leave its table in a variable, in the forms in which Python holds tables."""
    variables = {"lr": 0.1, "table": value}

    (row,) = loss_summary.read_text(None, "no table here", variables)["summary"]

    assert row == {"name": "nn.L1Loss", "inputs": 2, "supports_weight": False}


def test_a_title_above_the_header_of_a_csv_file() -> None:
    """Spreadsheets put one there; the first line with a column of names is the header."""
    assert facts(f"18 种损失函数,,,,,\n{CSV}", "L1Loss") == right("L1Loss")


@pytest.mark.parametrize("loss", ["L1Loss", "NLLLoss"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_with_any_separator(loss: str, separator: str) -> None:
    """Blank lines and quotation marks do not matter."""
    text = CSV if separator == "," else CSV.replace(", ", " ").replace(",", separator)

    assert facts(text, loss) == right(loss)


@pytest.mark.parametrize("text", ["", "\n\n", "|", "|---|", "no table", "a,b\n1,2", "|---|\n|x|"])
def test_what_is_no_table_has_no_rows(text: str) -> None:
    """Nothing is raised, whatever a file holds."""
    assert loss_summary.read_text(None, text) == {"summary": []}
    assert facts(text, "CTCLoss")["rows"] == 0


def test_the_wanted_table_is_right_in_every_row() -> None:
    """The function form of the same table has all the wanted facts."""
    table = loss_summary.summary()

    for loss in loss_summary.LOSSES:
        for name, value in right(loss).items():
            assert probes_loss_summary.fact_of(table, loss, name) == value


# Handed in as a file


def table(separator: str, *columns: str) -> str:
    """The right table, its cells between separators."""
    rows = [[str(row[name]) for name in columns] for row in loss_summary.summary()]
    return "".join(f"{separator.join(row)}\n" for row in [[*columns], *rows])


COLUMNS = ("name", "inputs", "target", "supports_weight", "default_reduction", "formula")
LINES = table("|", *COLUMNS).splitlines()
MARKDOWN_TABLE = "\n".join(["# Losses", "", LINES[0], "-|-|-|-|-|-", *LINES[1:]]) + "\n"


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "en_US.UTF-8"}


def graded(folder: Path) -> dict[str, Any]:
    """What `grader submit` says of the exercise."""
    words = ("submit", folder, "--json", "--course", ROOT, "--exercise", "week4/loss_summary")
    finished = warm.run("grader.cli", *words, env=ENVIRONMENT)
    (exercise,) = json.loads(finished.stdout)["exercises"]
    return dict(exercise)


def test_a_markdown_file_beside_the_stub_has_full_marks(tmp_path: Path) -> None:
    """The file answers in the place of a function that was left as it is."""
    (tmp_path / "week4").mkdir()
    shutil.copy(ROOT / "exercises" / "week4" / "loss_summary.py", tmp_path / "week4")
    (tmp_path / "week4" / "loss_summary.md").write_text(MARKDOWN_TABLE, encoding="utf-8")

    exercise = graded(tmp_path)

    assert (exercise["form"], exercise["earned"]) == ("text", exercise["possible"])
    (note,) = exercise["notes"]
    assert note["en"] == "what is written in week4/loss_summary.md was graded"


def test_a_csv_file_alone_is_graded_and_what_it_lacks_is_said(tmp_path: Path) -> None:
    """A file as a Chinese spreadsheet writes it; the columns that are missing cost their points."""
    text = table(",", "name", "inputs", "default_reduction", "formula").replace("inputs", "输入")
    (tmp_path / "loss_summary.csv").write_bytes(text.encode("gb18030"))

    exercise = graded(tmp_path)

    passed = [one["name"] for one in exercise["checks"] if one["ruling"] == "passed"]
    assert passed == ["rows", "inputs", "default_reduction"]
    assert exercise["notes"][-1] == {
        "zh": "表格里没有这些列：目标、支持权重",
        "en": "the table lacks columns: target, supports_weight",
    }


def test_a_file_without_a_table_is_told_what_a_table_is(tmp_path: Path) -> None:
    """Bytes of any kind earn nothing, and the sentence says what is looked for."""
    (tmp_path / "loss_summary.md").write_bytes(b"\xff\xfe\x00no table" + b" " * 70_000 + b"-|-")

    exercise = graded(tmp_path)

    assert {check["ruling"] for check in exercise["checks"]} == {"failed"}
    assert exercise["notes"][-1]["en"] == loss_summary.NO_TABLE.en


def test_a_written_function_comes_first(tmp_path: Path) -> None:
    """Where both were handed in the function is graded, and the report says so."""
    shutil.copy(ROOT / "solutions" / "week4" / "loss_summary.py", tmp_path)
    (tmp_path / "loss_summary.md").write_text("nothing", encoding="utf-8")

    exercise = graded(tmp_path)

    assert (exercise["form"], exercise["earned"]) == ("functions", exercise["possible"])
    assert "loss_summary.md was not looked at" in exercise["notes"][-1]["en"]


def test_in_place_the_file_lies_beside_the_property(tmp_path: Path) -> None:
    """pytest reads the file while the stub is as it was handed out."""
    for part in ("exercises/week4", "reference"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "course.toml", tmp_path)
    week = tmp_path / "exercises" / "week4"
    command = ("pytest", "-q", "-p", "no:cacheprovider", week / "test_loss_summary.py")

    def run() -> str:
        return warm.run(*command, cwd=tmp_path, env=ENVIRONMENT).stdout

    assert "5 failed" in run()
    (week / "loss_summary.md").write_text(MARKDOWN_TABLE, encoding="utf-8")
    assert "5 passed" in run()
