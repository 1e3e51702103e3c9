"""torch without its compiler, which takes as long to import as all the rest.

Optimisers and torchvision import `torch._dynamo` only to be left alone by it. Whatever else
is asked of the module here is asked of the real one, which is imported then.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

PACKAGE = "torch._dynamo"
UTILS = "torch._dynamo.utils"


def install() -> None:
    """Stand in for the compiler in this process, unless it has been imported."""
    if PACKAGE in sys.modules:
        return
    sys.modules[PACKAGE] = _StandIn(PACKAGE, disable=_as_it_is, graph_break=_nothing)
    sys.modules[UTILS] = _StandIn(UTILS, is_compile_supported=_no)


class _StandIn(ModuleType):
    """A module with a few names, and all names of the real one."""

    def __init__(self, name: str, **names: object) -> None:
        super().__init__(name)
        vars(self).update(names)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and (self.__name__, name) != (PACKAGE, "__path__"):
            raise AttributeError(name)  # anybody asks any module for such names
        for one in (PACKAGE, UTILS):
            if isinstance(sys.modules.get(one), _StandIn):
                del sys.modules[one]
        return getattr(importlib.import_module(self.__name__), name)


def _as_it_is(function: Any = None, *_: object, **__: object) -> Any:
    return _as_it_is if function is None else function


def _nothing(*_: object) -> None:
    pass


def _no(*_: object) -> bool:
    return False
