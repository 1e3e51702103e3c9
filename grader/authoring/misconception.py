"""A misconception: a wrong submission in miniature, with a name and a hint."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import FunctionType
from typing import Any

import msgspec

from grader.model import Diagnosis, Text


class Misconception(msgspec.Struct, frozen=True):
    """The functions that someone with this misconception would write."""

    diagnosis: Diagnosis
    functions: dict[str, Any]


def misconception(
    *, zh: str, en: str, hint_zh: str, hint_en: str
) -> Callable[[type], Misconception]:
    """Turn a class of plain functions, named as in the contract, into a `Misconception`.

    `zh` and `en` say what the code does, the hints where to look. The class is no more
    than a namespace: its functions have no `self`. It need not have every function of the
    contract: only calls of those that it has are compared.
    """

    def build(namespace: type) -> Misconception:
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", namespace.__name__).lower()
        functions = {
            key: value
            for key, value in vars(namespace).items()
            if isinstance(value, (FunctionType, type))
        }
        return Misconception(Diagnosis(name, Text(zh, en), Text(hint_zh, hint_en)), functions)

    return build
