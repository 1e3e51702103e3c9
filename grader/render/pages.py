"""What all pages share: templates that escape, one style, a policy that allows nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import words
from ..model import Ruling
from .visible import defuse, inline, visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, lang: str, **values: Any) -> str:
    """A page of the template, shown at first in "zh" or "en"."""
    return defuse(_environment().get_template(template).render(lang=lang, **values))


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"words": words, "Ruling": Ruling}
    for name in ("style.css", "class.js"):
        content = (TEMPLATES / name).read_text(encoding="utf-8")
        kind = name.partition(".")[2]
        environment.globals |= {kind: content, f"{kind}_hash": _hash(content)}
    environment.filters |= {"inline": inline, "visible": visible}
    return environment


def _hash(content: str) -> str:
    """How a content security policy names what it allows inline."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
