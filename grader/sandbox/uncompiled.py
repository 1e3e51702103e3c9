"""torch without its compiler, which takes as long to import as all the rest.

Optimisers, torchvision and gradients import parts of it only to be left alone by them. Whatever
else is asked of such a part here is asked of the real one, which is imported then.
"""

from __future__ import annotations

import importlib
import operator
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


def install() -> None:
    """Stand in for what has not been imported in this process."""
    sys.meta_path.insert(0, Finder(_NAMES))


def _as_it_is(function: Any = None, *_: object, **__: object) -> Any:
    return _as_it_is if function is None else function


def _nothing(*_: object) -> None:
    pass


def _no(*_: object) -> bool:
    return False


_NAMES: dict[str, dict[str, Any]] = {
    "torch._dynamo": {"disable": _as_it_is, "graph_break": _nothing},
    "torch._dynamo.utils": {"is_compile_supported": _no},
    "torch.fx.experimental.symbolic_shapes": {"expect_true": bool, "sym_eq": operator.eq},
}
"""What everybody asks of these modules."""


class Finder(MetaPathFinder, Loader):
    """Finds stand-ins that have a few names each, until more is asked of one."""

    def __init__(self, names: dict[str, dict[str, Any]]) -> None:
        self.names = {module: these for module, these in names.items() if module not in sys.modules}

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self.names else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        for part in self.parts(module.__name__):
            # there before anybody asks its package where it lies
            inner = sys.modules[part] = _StandIn(part)
            setattr(module, part.rpartition(".")[2], inner)
            self.exec_module(inner)
        vars(module).update(self.names[module.__name__], _finder=self)

    def parts(self, package: str) -> list[str]:
        return [one for one in self.names if one.startswith(f"{package}.")]

    def real(self, name: str) -> ModuleType:
        """The module itself, imported in place of its stand-in; a package with its parts."""
        whole = next((one for one in self.names if name.startswith(f"{one}.")), name)
        for one in [*self.parts(whole), whole] if whole in self.names else ():
            del self.names[one], sys.modules[one]
            above, _, last = one.rpartition(".")
            vars(sys.modules[above]).pop(last, None)
        return importlib.import_module(name)


class _StandIn(ModuleType):
    """A module with a few names, and all names of the real one."""

    def __getattr__(self, name: str) -> Any:
        finder = vars(self).get("_finder")
        inner = name == "__path__" and finder and finder.parts(self.__name__)
        if not finder or (name.startswith("__") and not inner):
            raise AttributeError(name)  # anybody asks any module for such names
        return getattr(finder.real(self.__name__), name)
