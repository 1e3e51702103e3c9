"""A Jupyter notebook becomes Python source, of which every line knows its cell.

The file is decoded into the few fields that are needed, by msgspec rather than by nbformat:
what else a hostile file holds is skipped without being built. The code is read as text only,
never parsed: that is for a worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from grader.model import Text

SUFFIX = ".ipynb"
FEEDBACK = ".feedback.ipynb"
"""How the names of notebooks end that the grader has written feedback into."""
BROKEN = Text(
    "{file} 不是完整的笔记本（{error}）：请在 Jupyter 中重新保存，或另存为 .py 文件",
    "{file} is not a complete notebook ({error}): save it again in Jupyter, or as a .py file",
)
OLD = Text(
    "{file} 是第 {version} 版的笔记本，只能评阅第 4 版：请用现在的 Jupyter 打开并保存，"
    "或运行 jupyter nbconvert --to notebook --inplace {file}",
    "{file} is a notebook of version {version}, and only version 4 is graded: open and save it in"
    " today's Jupyter, or run jupyter nbconvert --to notebook --inplace {file}",
)

_HEADER = "# -*- coding: utf-8 -*-"  # a cell that names another encoding comes too late
_MARK = re.compile(rb"# %% cell (\d{1,6})")
_PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Cell magics whose cell is Python all the same."""
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|' + r"'''(?:\\.|[^\\])*?(?:'''|\Z)|"
    r'"(?:\\.|[^"\\\n])*"?|' + r"'(?:\\.|[^'\\\n])*'?|"
    r"#[^\n]*|\\\n|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<line>\n)",
    re.DOTALL,
)
_MAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?:%time (?!-)|"
    r"(?P<magic>(?:[%!?]|get_ipython\(\)|[\w.]+\?{1,2}[ \t]*(?=\n|\Z)|[\w, ]+=[ \t]*[%!])"
    r"[^\\\n]*(?:\\.[^\\\n]*)*))",
    re.DOTALL,
)


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""


class _Version(msgspec.Struct):
    nbformat: int


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []


def python(content: bytes, name: str) -> bytes | Text:
    """Source of all cells in order, without magics and shell lines; or why there is none.

    Cells of text become comments.
    """
    try:
        version = msgspec.json.decode(content, type=_Version).nbformat
        if version != 4:
            return OLD.format(file=name, version=version)
        cells = msgspec.json.decode(content, type=_Notebook).cells
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return BROKEN.format(file=name, error=error)
    plain = {"code": _plain, "markdown": _text}
    parts = [
        f"# %% cell {number}\n{plain[cell.cell_type](''.join(cell.source))}\n"
        for number, cell in enumerate(cells, 1)
        if cell.cell_type in plain
    ]
    return "".join([_HEADER, "\n", *parts]).encode("utf-8", "backslashreplace")


def cells(source: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers and the Python of the code cells of such a source."""
    number, lines = 0, list[bytes]()
    for line in source.splitlines(keepends=True):
        if mark := _MARK.fullmatch(line.rstrip(b"\n")):
            yield number, b"".join(lines)
            number, lines = int(mark[1]), []
        else:
            lines.append(line)
    yield number, b"".join(lines)


def place(source: bytes, line: int) -> tuple[int, int]:
    """Number of the cell, counted through all cells, and of the line in it; (0, line) before."""
    before = source.split(b"\n")[:line]
    for back, text in enumerate(reversed(before)):
        if mark := _MARK.fullmatch(text):
            return int(mark[1]), back
    return 0, line


def _plain(source: str) -> str:
    """A cell's Python; what only IPython understands becomes `pass` and a comment."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if source.startswith("%%") and not source.startswith(_PYTHON_CELLS):
        return _comment(source)
    kept, at, depth, begins = [], 0, 0, True
    while at < len(source):
        magic = _MAGIC.match(source, at) if begins and not depth else None
        piece = magic or _PIECE.search(source, at)
        if piece is None:
            break
        if magic:
            kept.append(magic["indent"])
            kept += [f"pass  {_comment(magic['magic'])}"] if magic["magic"] else []
        else:
            kept.append(source[at : piece.end()])
            depth = max(0, depth + (piece.lastgroup == "open") - (piece.lastgroup == "close"))
        begins = piece.lastgroup == "line"
        at = piece.end()
    return "".join([*kept, source[at:]])


def _text(source: str) -> str:
    """No line of it can be taken for the mark of a cell."""
    return "".join(f"#| {line}\n" for line in source.splitlines())


def _comment(text: str) -> str:
    return "# " + text.replace("\n", "\n# ")
