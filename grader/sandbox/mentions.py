"""Where a source file names something forbidden: read from its syntax tree, nothing run."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def mentions(tree: ast.Module, names: tuple[str, ...]) -> dict[str, list[tuple[str, int]]]:
    """For each top-level definition the forbidden names that it uses, with lines.

    Imports, aliases and `getattr` with a literal are followed, and so are other top-level
    definitions that it uses. A name stands for all below it.
    """
    aliases = dict(_aliases(tree))
    definitions = {
        node.name: node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    own = {key: list(_banned(node, names, aliases)) for key, node in definitions.items()}
    guilty = [key for key in definitions if own[key]]
    uses = {key: _names(node) & definitions.keys() for key, node in definitions.items()}
    found = {}
    for key in definitions:
        reached = _reached(key, uses)
        found[key] = [one for other in guilty if other in reached for one in own[other]]
    return {key: list(dict.fromkeys(value)) for key, value in found.items() if value}


def _banned(
    node: ast.AST, names: tuple[str, ...], aliases: dict[str, str]
) -> Iterator[tuple[str, int]]:
    for part in ast.walk(node):
        dotted = _dotted(part, aliases)
        banned = next((name for name in names if _under(dotted, name)), None)
        if banned is not None:
            yield banned, getattr(part, "lineno", 0)


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _reached(start: str, uses: dict[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = uses[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Local names of imported things, and of what is bound to them at the top level."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.split(".")[0]
                known[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (source := _dotted(node.value, known)):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    known[target.id] = source
    return iter(known.items())


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    """The full name of what an expression names, or ""."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, "")
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value, aliases)
        return f"{inner}.{node.attr}" if inner else ""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[base, ast.Constant(value=str(name)), *_]):
            inner = _dotted(base, aliases)
            return f"{inner}.{name}" if inner else ""
    return ""


def _under(name: str, banned: str) -> bool:
    return bool(name) and f"{name}.".startswith(f"{banned}.")
