"""What the tests share: the golden files, and a gradebook of its own for each test.

`pytest --update-golden` rewrites `tests/golden/`; read the difference before keeping it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden/ with what came out"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name, or write the file."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.write_bytes(text.encode())
        assert file.read_bytes().decode() == text

    return compare


@pytest.fixture(autouse=True)
def _own_gradebook(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test finds what another has graded."""
    place = tmp_path_factory.getbasetemp() / secrets.token_hex(8) / "gradebook.db"
    monkeypatch.setenv("GRADER_GRADEBOOK", str(place))
