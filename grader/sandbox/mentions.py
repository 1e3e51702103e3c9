"""Where a source file names something forbidden: read from its syntax tree, nothing run."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterable, Iterator


def forbidden(name: str, names: Iterable[str]) -> bool:
    """Whether a dotted name is one of `names`, lies below one, or is a twin of one.

    Twins are the same function in torch.ops, among the methods of a tensor or in a private
    module: torch.ops.aten.nll_loss_forward and torch._C._nn.nll_loss are F.nll_loss.
    """
    if not name.startswith("torch."):
        return any(_below(name, one) for one in names)
    twin = _twin(name.split("."))
    return any(
        _below(name, one) or twin in {last := one.rpartition(".")[2], f"{last}_loss"}
        for one in names
    )


def _below(name: str, one: str) -> bool:
    return f"{name}.".startswith(f"{one}.")


def _twin(parts: list[str]) -> str:
    """The public name of what torch keeps in another place; "" for a name in its own place."""
    _, first, *rest = parts
    if first == "ops":
        last = rest[1] if len(rest) > 1 else ""  # what follows is an overload
    elif first == "Tensor" or any(part.startswith("_") for part in parts[1:]):
        last = parts[-1]
    else:
        return ""
    return last.removeprefix("_").removesuffix("_forward").removesuffix("_nd")


def mentions(tree: ast.Module, names: tuple[str, ...]) -> dict[str, list[tuple[str, int]]]:
    """For each top-level definition the forbidden names that it uses, with lines.

    Imports, aliases and `getattr` with a literal are followed, and so is whatever else the file
    defines at its top level: functions, classes, tables and partial functions.
    """
    definitions = dict(_definitions(tree))
    functions = {name for name, node in definitions.items() if not _is_assignment(node)}
    aliases = dict(_aliases(_top_level(tree), {}))
    for name in functions:
        aliases.pop(name, None)
    own = {key: list(_forbidden(node, names, aliases)) for key, node in definitions.items()}
    uses = {key: _names(node) & definitions.keys() for key, node in definitions.items()}
    guilty = [key for key in definitions if own[key]]
    found = {}
    for key in definitions:
        reached = _reached(key, uses)
        found[key] = [one for other in guilty if other in reached for one in own[other]]
    return {key: list(dict.fromkeys(value)) for key, value in found.items() if value}


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Functions, classes and what is assigned at the top level, by name."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
        elif _is_assignment(node):
            for name in _names(node, ast.Store):
                yield name, node


def _is_assignment(node: ast.AST) -> bool:
    return isinstance(node, (ast.Assign, ast.AnnAssign))


def _top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """What stands outside of functions and classes."""
    for node in tree.body:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from ast.walk(node)


def _forbidden(
    node: ast.AST, names: tuple[str, ...], outer: dict[str, str]
) -> Iterator[tuple[str, int]]:
    """The outermost forbidden names in a definition, which has aliases of its own."""
    aliases = dict(_aliases(ast.walk(node), outer))
    for part in ast.walk(node):
        if isinstance(part, ast.arg):
            aliases.pop(part.arg, None)
    waiting = deque([node])
    while waiting:
        part = waiting.popleft()
        dotted = _dotted(part, aliases)
        if dotted and forbidden(dotted, names):
            yield dotted, getattr(part, "lineno", 0)
        else:
            waiting += ast.iter_child_nodes(part)


def _names(node: ast.AST, context: type[ast.expr_context] = ast.Load) -> set[str]:
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, context)
    }


def _reached(start: str, uses: dict[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = uses[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def _aliases(nodes: Iterable[ast.AST], known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Local names of imported things, and of what is bound to them, besides the `known`."""
    known, nodes = dict(known), list(nodes)
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.split(".")[0]
                known[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in nodes:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            source = _dotted(node.value, known)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if source and isinstance(target, ast.Name):
                    known[target.id] = source
    return iter(known.items())


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    """The full name of what an expression names, or ""."""
    match node:
        case ast.Name(id=name):
            return aliases.get(name, "")
        case ast.Attribute(value=base, attr=name):
            inner = _dotted(base, aliases)
            return f"{inner}.{name}" if inner else ""
        case ast.Call(func=ast.Name(id="getattr"), args=[base, ast.Constant(value=str(name)), *_]):
            inner = _dotted(base, aliases)
            return f"{inner}.{name}" if inner else ""
        case ast.Call(func=called, args=[ast.Constant(value=str(name)), *_]):
            imports = _dotted(called, aliases) == "importlib.import_module"
            return name if imports else ""
    return ""
