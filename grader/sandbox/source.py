"""What a Python file says, read without running it.

Runs in the grader for stubs, which are ours, and in a worker for students' files: a
file that breaks the parser breaks the worker only.
"""

from __future__ import annotations

import ast
import hashlib
from typing import Any

from .mentions import mentions

MAX_SOURCE = 1 << 20


def read(source: bytes, name: str, forbids: tuple[str, ...] = ()) -> dict[str, Any]:
    """The functions and classes of a file, each with a digest of its syntax tree.

    Docstrings, comments and layout do not count. `mentions` are the forbidden names that
    each of them uses, with lines. A file that does not parse has a `problem` (kind, line,
    message) in place of all that.
    """
    digest = hashlib.sha256(source).hexdigest()
    try:
        tree = ast.parse(source, filename=name)
        mentioned = mentions(tree, forbids) if forbids else {}
        definitions = {
            node.name: _digest(node)
            for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        }
    except SyntaxError as error:
        if "codec can't decode" in str(error):
            return _failed(digest, "encoding", _undecodable_line(source), error.msg)
        kind = "parser" if "null bytes" in str(error) else "syntax"
        return _failed(digest, kind, error.lineno or 0, error.msg)
    except (ValueError, RecursionError, MemoryError) as error:  # NUL bytes, absurd nesting
        return _failed(digest, "parser", 0, str(error) or type(error).__name__)
    return {
        "definitions": definitions,
        "mentions": mentioned,
        "digest": digest,
        "problem": None,
    }


def unwritten(answer: dict[str, Any], stub: dict[str, Any]) -> list[str]:
    """Names of the stub's definitions that an answer left out or left as they were."""
    if answer["problem"]:
        return list(stub["definitions"]) if answer["digest"] == stub["digest"] else []
    written = answer["definitions"]
    return [
        name for name, digest in stub["definitions"].items() if written.get(name) in {None, digest}
    ]


def _failed(digest: str, kind: str, line: int, message: str) -> dict[str, Any]:
    problem = {"kind": kind, "line": line, "message": message}
    return {"definitions": {}, "mentions": {}, "digest": digest, "problem": problem}


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
