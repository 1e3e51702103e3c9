"""What a Python file says without being run, and whether an answer has been begun."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from grader.sandbox import source

law = settings(deadline=None)
STUB = b'''"""A module."""
import torch


def first(x, y=1):
    """Say what it does."""
    raise NotImplementedError


class Second:
    """A class."""

    def go(self):
        """Say what it does."""
        raise NotImplementedError
'''


def definitions(text: str) -> dict[str, str]:
    return source.read(text.encode(), "answer.py")["definitions"]


def unwritten(answer: bytes) -> list[str]:
    return source.unwritten(source.read(answer, "answer.py"), source.read(STUB, "stub.py"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        ("# nothing\n", []),
        ("def f(): pass", ["f"]),
        ("async def f(): pass", ["f"]),
        ("class C: pass", ["C"]),
        ("def f(): pass\nclass C: pass\ndef _g(): pass", ["f", "C", "_g"]),
        ("def f():\n    def inner(): pass", ["f"]),
        ("if True:\n    def f(): pass", []),
        ("f = lambda: 0", []),
        ("def 函数(): pass", ["函数"]),
        ("\ufeffdef f(): pass", ["f"]),
        ("def f(): pass\r\n\r\ndef g(): pass\r\n", ["f", "g"]),
    ],
)
def test_names_what_is_defined_at_the_top(text, names):
    """Functions and classes at the top level are found in order, and nothing else."""
    facts = source.read(text.encode(), "answer.py")

    assert list(facts["definitions"]) == names
    assert facts["problem"] is None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("from helper import f, other", {"f": 1}),
        ("from helper import other as f", {"f": 1}),
        ("def mine(): pass\nf = g = mine", {"mine": 1, "f": 2, "g": 2}),
        ("f = lambda: 0", {"f": 1}),
        ("import functools\ng = functools.partial(print, 1)", {"g": 2}),
        ("f = 0.5\ng = f", {}),
        ("f = compute()", {}),
        ("import f", {}),
    ],
)
def test_names_of_the_contract_may_be_bound_otherwise(text, lines):
    """By an import or from something that may be called; what parameters they take is not said."""
    facts = source.read(text.encode(), "answer.py", functions=("f", "g"))

    assert facts["lines"] == lines
    assert {*facts["definitions"]} == {*lines}
    assert not {"f", "g"} & {*facts["parameters"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("def f(): return 1", "def f():\n    return (1)\n", id="layout"),
        pytest.param("def f(): return 1", "# why\ndef f():  # so\n    return 1", id="comments"),
        pytest.param("def f():\n 'a'\n return 1", "def f():\n 'b'\n return 1", id="docstring"),
        pytest.param("def f():\n 'a'\n return 1", "def f(): return 1", id="no docstring"),
        pytest.param("def f(): return 1", "x = 2\ndef f(): return 1", id="place in the file"),
        pytest.param("class C:\n 'a'\n x = 1", "class C:\n x = 1", id="of a class"),
        pytest.param(
            "class C:\n def g(self):\n  'a'\n  return 1",
            "class C:\n def g(self): return 1",
            id="of a method",
        ),
        pytest.param("def f(): return 'a'", 'def f(): return "a"', id="quotes"),
    ],
)
def test_layout_does_not_count(one, other):
    """Comments, layout and docstrings leave the digest of a definition as it is."""
    name = next(iter(definitions(one)))

    assert definitions(one)[name] == definitions(other)[name]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("def f(): return 1", "def f(): return 2", id="body"),
        pytest.param("def f(): return 1", "def f(x): return 1", id="parameters"),
        pytest.param("def f(x=1): return x", "def f(x=2): return x", id="default"),
        pytest.param("def f(): return 1", "async def f(): return 1", id="async"),
        pytest.param("def f(): return 1", "@g\ndef f(): return 1", id="decorator"),
        pytest.param("def f(): pass", "def f(): raise NotImplementedError", id="pass"),
        pytest.param("def f(): return 1", "def f(): return 1.0", id="type of a constant"),
        pytest.param("class C: x = 1", "class C(D): x = 1", id="base"),
    ],
)
def test_code_counts(one, other):
    """Any change of the code itself changes the digest."""
    (name,) = definitions(one)

    assert definitions(one)[name] != definitions(other)[name]


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        pytest.param(b"def f(:\n    pass", "syntax", 1, id="syntax"),
        pytest.param(b"x = 1\ny = (\n", "syntax", 2, id="never closed"),
        pytest.param(b"def f():\n\tx\n        y", "syntax", 3, id="tabs and spaces"),
        pytest.param(b"def f():\nx", "syntax", 2, id="indentation"),
        pytest.param(b"return = 1", "syntax", 1, id="keyword"),
        pytest.param("x = '作业'".encode("gbk"), "encoding", None, id="GBK"),
        pytest.param(b"\xff\xfex\x00", None, None, id="UTF-16"),
        pytest.param(b"# -*- coding: nothing -*-\nx", None, None, id="unknown coding"),
        pytest.param(b"x = 1\x00", None, None, id="NUL byte"),
        pytest.param(b"(" * 10_000 + b")" * 10_000, None, None, id="nested brackets"),
        pytest.param(b"x = " + b"-" * 100_000 + b"1", None, None, id="nested signs"),
        pytest.param(b"def f():\n x = " + b"1+" * 5_000 + b"1", None, None, id="long sum"),
        pytest.param(b"def f():\n x = " + b"1+" * 1_000 + b"1", None, None, id="shorter sum"),
        pytest.param(b"def f():\n x = a" + b".a" * 5_000, None, None, id="long chain"),
        pytest.param(b"\n".join(b" " * n + b"if 1:" for n in range(200)), None, None, id="blocks"),
    ],
)
def test_what_does_not_parse_has_a_problem(content, kind, line):
    """A file that cannot be read as Python has a problem in place of definitions; nothing raises."""
    facts = source.read(content, "answer.py")

    assert facts["definitions"] == {}
    assert facts["problem"]["kind"] in ({kind} if kind else {"syntax", "encoding", "parser"})
    assert facts["problem"]["message"]
    assert type(facts["problem"]["line"]) is int
    if line is not None:
        assert facts["problem"]["line"] == line


def test_another_coding_is_read_as_declared():
    """A file that declares GBK and keeps to it parses."""
    content = "# -*- coding: gbk -*-\ndef f(): return '作业'".encode("gbk")

    assert list(source.read(content, "answer.py")["definitions"]) == ["f"]


@law
@given(content=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()))
def test_any_bytes_are_read(content):
    """Whatever the bytes, there are definitions or there is a problem, never both."""
    facts = source.read(content, "answer.py")

    assert {"definitions", "digest", "problem"} <= set(facts)
    assert not (facts["definitions"] and facts["problem"])


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        pytest.param(STUB, ["first", "Second"], id="the stub itself"),
        pytest.param(STUB.replace(b"it does", b"I did"), ["first", "Second"], id="docstrings"),
        pytest.param(STUB + b"\n\nhelper = 1\n", ["first", "Second"], id="something besides"),
        pytest.param(STUB.replace(b"\n", b"\r\n"), ["first", "Second"], id="CR LF"),
        pytest.param(b"", ["first", "Second"], id="empty"),
        pytest.param(b"def first(x, y=1): return x", ["Second"], id="one written, one missing"),
        pytest.param(
            STUB.replace(b"raise NotImplementedError", b"return 1", 1), ["Second"], id="one written"
        ),
        pytest.param(STUB.replace(b"raise NotImplementedError", b"pass"), [], id="both written"),
        pytest.param(STUB + b"\nx = (", [], id="begun and broken"),
    ],
)
def test_what_is_left_of_the_stub(answer, names):
    """A definition that is missing or as in the stub is unwritten; a broken file counts as begun."""
    assert unwritten(answer) == names


def test_a_stub_that_does_not_parse_is_known_by_its_bytes():
    """Where neither parses, the same bytes are the stub and any other bytes are not."""
    stub = source.read(b"def f(:", "stub.py")
    stub["definitions"] = {"f": "digest"}

    assert source.unwritten(source.read(b"def f(:", "a.py"), stub) == ["f"]
    assert source.unwritten(source.read(b"def f(: ", "a.py"), stub) == []


LESSON = b"""\
flag = 1
if flag:
    pass
flag = False  # flag = 1
if flag:
    kind = 0
    if kind:
        pass
if not done:
    \xe6\xa0\x87\xe5\xbf\x97 = 0
    if \xe6\xa0\x87\xe5\xbf\x97:
        pass
unused = 0
other = 0
other = 2
if other:
    pass
"""


def test_switches_that_are_off():
    """A switch is a name that is 0 where an `if` outside functions asks for it."""
    assert source.switches(LESSON) == [("flag", 4), ("标志", 10)]


def test_switching_on():
    """Only the switches of the given lines change, and no line moves."""
    assert source.switched_on(LESSON, [4]) == LESSON.replace(b"flag = False ", b"flag = 1 ")
    assert source.switched_on(LESSON, [10, 13]) == LESSON.replace(b"\x97 = 0", b"\x97 = 1")
    assert source.switched_on(LESSON, []) == LESSON


@pytest.mark.parametrize("content", [b"flag = (", b"\x00", b"x.y = 0\nif x.y: pass"])
def test_files_without_switches(content):
    """What does not parse, or assigns to an attribute, has none and stays as it is."""
    assert source.switches(content) == []
    assert source.switched_on(content, [1]) == content


def test_what_is_assigned_is_read_for_what_is_forbidden():
    """A function by another name, a lambda and a partial one name what they reach."""
    text = "import torch\ndef mine(x): return torch.kl_div(x, x)\n"
    text += "a = mine\nb = lambda x: torch.kl_div(x, x)\n"

    found = source.read(text.encode(), "answer.py", ("torch.kl_div",))["mentions"]

    assert (found["a"], found["b"]) == (
        {"answer.py:2": "torch.kl_div"},
        {"answer.py:4": "torch.kl_div"},
    )
