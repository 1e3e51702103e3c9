"""Claims about the model graphs in event files: which layers they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from torch import nn

from grader.authoring.errors import Mismatch
from grader.log import Graph
from grader.model import Text

SCOPE = re.compile(r"[\w.]+\[[^/\]]+\]")
"""How a trace writes a layer: its class, and in brackets its name in the layer around it."""
SHOWN = 8

NO_GRAPH = Text("事件文件里没有计算图", "there is no graph in the event files")
NO_LAYER = Text("计算图里没有这一层", "this layer is not in the graph")


def assert_layers(graphs: Sequence[Graph], model: nn.Module) -> None:
    """Some graph holds every leaf module of the model, each under the modules around it.

    `nn.Identity` computes nothing and leaves no node. Containers are `nn.Sequential`s, or other
    modules whose forward is called: no others appear in a trace.

    Raises:
        Mismatch: with the first layer that is missing, and those that are there.
    """
    wanted = list(_layers(model))
    if not graphs:
        raise Mismatch("—", ", ".join(wanted[:SHOWN]), note=NO_GRAPH)

    def missing(graph: Graph) -> list[str]:
        names = [f"/{node.name}/" for node in graph.nodes]
        return [layer for layer in wanted if not any(f"/{layer}/" in name for name in names)]

    closest = min(graphs, key=lambda graph: len(missing(graph)))
    if gone := missing(closest):
        raise Mismatch(_shown(closest), gone[0], note=NO_LAYER)


def _layers(model: nn.Module) -> Iterator[str]:
    """Every leaf module as a trace writes it, such as "Sequential[body]/Linear[0]"."""
    modules = dict(model.named_modules())
    for name, module in modules.items():
        if name and not list(module.children()) and not isinstance(module, nn.Identity):
            parts = name.split(".")
            path = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
            yield "/".join(
                f"{type(modules[one]).__name__}[{part}]"
                for one, part in zip(path, parts, strict=True)
            )


def _shown(graph: Graph) -> str:
    """The layers that a graph holds, in the order of their first nodes; without any, its roots."""
    found = dict.fromkeys(
        layer for node in graph.nodes if (layer := "/".join(SCOPE.findall(node.name)))
    )
    roots = dict.fromkeys(node.name.partition("/")[0] for node in graph.nodes)
    names = list(found) or list(roots)
    return (", ".join(names[:SHOWN]) or "—") + (" …" if len(names) > SHOWN else "")
