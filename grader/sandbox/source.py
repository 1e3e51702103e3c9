"""What a Python file says, read without running it.

Runs in the grader for stubs, which are ours, and in a worker for students' files: a
file that breaks the parser breaks the worker only.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from .mentions import mentions

MAX_SOURCE = 1 << 20
MAX_TEXT = 1 << 16
_OURS = re.compile(r"# %% cell \d+$|#.*coding[:=]")
"""Comments that tell nobody anything: marks of a notebook's cells, and encodings."""
_BEGIN = {
    tokenize.ENCODING,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
}


def read(
    source: bytes, name: str, forbids: tuple[str, ...] = (), functions: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The functions and classes of a file, each with a digest of its syntax tree and its line.

    Of the names in `functions` also those that are imported, or assigned from something that may
    be called; these have no `parameters`. Docstrings, comments and layout do not count. `mentions`
    are the forbidden names that each of them uses, by place ("answer.py:3"). A file that cannot be
    run has a `problem` (kind, line, message); it has definitions all the same if it parses, for
    some errors only the compiler finds, such as a `return` outside a function. `text` is what
    `texts` finds.
    """
    tree, problem = _parsed(source, name)
    statements = dict(_bound(tree, functions)) | {node.name: node for node in _defined(tree)}
    definitions, mentioned = {}, {}
    try:
        definitions = {key: _digest(node) for key, node in statements.items()}
        mentioned = _mentions(tree, name, forbids)
    except RecursionError:
        problem = problem or _problem("parser", 0, "nested too deeply")
    return {
        "definitions": definitions,
        "lines": {key: node.lineno for key, node in statements.items()},
        "parameters": _parameters(tree),
        "mentions": mentioned,
        "digest": hashlib.sha256(source).hexdigest(),
        "problem": problem,
        "text": texts(source),
    }


def unwritten(answer: dict[str, Any], stub: dict[str, Any]) -> list[str]:
    """Names of the stub's definitions that an answer left out or left as they were."""
    written = answer["definitions"]
    if answer["problem"]:
        same = answer["digest"] == stub["digest"] or (written and written == stub["definitions"])
        return list(stub["definitions"]) if same else []
    return [
        name for name, digest in stub["definitions"].items() if written.get(name) in {None, digest}
    ]


def switches(source: bytes) -> list[tuple[str, int]]:
    """Names that are 0 or False where a top-level `if` asks for them, with the line of the 0."""
    tree, _ = _parsed(source, "")
    return list(dict.fromkeys((one.targets[0].id, one.lineno) for one in _off(tree.body, {})))


def switched_on(source: bytes, lines: list[int]) -> bytes:
    """The same source with the switches of these lines set to 1; no line moves."""
    tree, _ = _parsed(source, "")
    rows = source.splitlines(keepends=True)
    for one in _off(tree.body, {}):
        if one.lineno in lines:
            row, start = rows[one.lineno - 1], one.value.col_offset
            rows[one.lineno - 1] = row[:start] + b"1" + row[one.value.end_col_offset :]
    return b"".join(rows)


def texts(source: bytes) -> str:
    """Comments and strings that stand by themselves, in order; cells of text are comments."""
    found = []
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):  # not UTF-8 among them
        return ""
    begins = True
    for token in tokens:
        if token.type == tokenize.COMMENT and not _OURS.match(token.string):
            found.append(token.string.lstrip("#|").strip())
        elif token.type == tokenize.STRING and begins:
            found.append(token.string.strip("\"'rRuU"))
        blank = token.type in {tokenize.COMMENT, tokenize.NL}
        begins = token.type in _BEGIN or (begins and blank)
    return "\n".join(found)[:MAX_TEXT]


def _off(body: list[ast.stmt], zero: dict[str, Any]) -> Iterator[Any]:
    """Assignments of 0 that switch off a block of the body, or of an `if` in it."""
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            off = isinstance(node.value, ast.Constant) and node.value.value == 0
            zero[node.targets[0].id] = node if off else None
        elif isinstance(node, ast.If):
            asked = zero.get(node.test.id) if isinstance(node.test, ast.Name) else None
            yield from [asked] if asked else _off(node.body, zero)


def _defined(tree: ast.Module) -> Iterator[Any]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return (node for node in tree.body if isinstance(node, kinds))


def _bound(tree: ast.Module, functions: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Those of the `functions` that are there without a definition, each with its statement."""
    callable_ = {node.name for node in _defined(tree)}
    for node in tree.body:
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [one.asname or one.name for one in node.names]
        elif isinstance(node, ast.Assign) and _callable(node.value, callable_):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        callable_.update(names)
        yield from ((name, node) for name in names if name in functions)


def _callable(value: ast.expr, known: set[str]) -> bool:
    """Whether it looks like a function: a lambda, another name of one, or a partial one."""
    match value:
        case ast.Lambda():
            return True
        case ast.Name(name):
            return name in known
        case ast.Call(ast.Name("partial") | ast.Attribute(attr="partial")):
            return True
    return False


def _parameters(tree: ast.Module) -> dict[str, list[str]]:
    """Names of the parameters of each function and each class's `__init__`; "*" takes any."""
    found = {}
    for node in _defined(tree):
        body: list[Any] = node.body if isinstance(node, ast.ClassDef) else [node]
        makers = [one.args for one in body if getattr(one, "name", "") in {"__init__", node.name}]
        listed = [*ast.walk(makers[0])] if makers else []
        found[node.name] = [one.arg for one in listed if isinstance(one, ast.arg)]
        if makers and (makers[0].vararg or makers[0].kwarg):
            found[node.name].append("*")
    return found


def _mentions(tree: ast.Module, name: str, forbids: tuple[str, ...]) -> dict[str, dict[str, str]]:
    file = PurePosixPath(name).name
    found: dict[str, dict[str, str]] = {}
    for key, uses in mentions(tree, forbids).items() if forbids else ():
        for used, line in uses:
            found.setdefault(key, {}).setdefault(f"{file}:{line}", used)
    return found


def _problem(kind: str, line: int, message: object) -> dict[str, Any]:
    return {"kind": kind, "line": line, "message": str(message)}


def _parsed(source: bytes, name: str) -> tuple[ast.Module, dict[str, Any] | None]:
    """The syntax tree, empty if there is none, and what keeps the file from being run."""
    tree = ast.Module(body=[], type_ignores=[])
    try:
        tree = ast.parse(source, filename=name)
        compile(tree, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        kind, line = "syntax", error.lineno or 0
        if "codec can't decode" in str(error):
            kind, line = "encoding", _undecodable_line(source)
        elif "null bytes" in str(error):
            kind = "parser"
        return tree, _problem(kind, line, error.msg)
    except (ValueError, RecursionError, MemoryError) as error:  # NUL bytes, absurd nesting
        return tree, _problem("parser", 0, str(error) or "nested too deeply")
    return tree, None


def _undecodable_line(source: bytes) -> int:
    """The first line that is not UTF-8; 0 if the file declares another encoding."""
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        return source.count(b"\n", 0, error.start) + 1
    return 0


def _digest(node: ast.AST) -> str:
    for inner in ast.walk(node):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = inner.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                inner.body = inner.body[1:]
    return hashlib.sha256(ast.dump(node).encode("utf-8", "backslashreplace")).hexdigest()
