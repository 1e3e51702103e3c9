"""What is wrong with a course as it lies there, found without running it.

The path is the registry: from an exercise's week and name follow its solution, its oracle
and its known answers. What should be there and is not is a finding, and so is what is there
and belongs to nothing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from grader.catalogue import Course
from grader.model import Exercise, Text

LEAST_WRONG, LEAST_RIGHT, LEAST_HINTS = 4, 2, 2
PROBES = "probes_"
COMPANIONS = (PROBES, "misconceptions_")
"""What may stand before the name of an exercise, beside its oracle."""
PROBE_IMPORTS = frozenset({"torch", "torchvision"}) | sys.stdlib_module_names
PROBING = frozenset({"probe", "record", "log", "record_log", "output"})
"""What of `student` takes a function of ours along."""
HAN = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile("[A-Za-z]{2,} [A-Za-z]{2,}")
FAILS = re.compile(r"# fails: (?P<checks>\w+(, \w+)*)\s*\Z")

MISSING = Text("{file} 不存在：请创建它", "{file} is missing: create it")
STRAY = Text(
    "{file} 不属于任何练习：请改名、移走，或在 week.toml 中添加练习",
    "{file} belongs to no exercise: rename it, move it, or add the exercise to week.toml",
)
TOO_FEW = Text(
    "{file}：已知的{kind}只有 {count} 个，至少需要 {least} 个",
    "{file}: known {kind}: {count}, at least {least} are needed",
)
NO_FIRST_LINE = Text(
    "{file}：第一行应为 # fails: 检查名, 检查名",
    "{file}: the first line must be # fails: CHECK, CHECK",
)
UNKNOWN_CHECK = Text(
    "{file}：第一行中的 {name} 不是这个练习的检查",
    "{file}: {name} in the first line is no check of this exercise",
)
UNFAILED = Text(
    "{file}：没有任何错误答案使检查 {name} 失败，请添加一个",
    "{file}: no wrong answer fails the check {name}; add one",
)
IMPORTS_REFERENCE = Text(
    "{file} 第 {line} 行导入了 reference：学生的文件不能依赖答案",
    "{file}, line {line} imports reference: what students get must not lean on answers",
)
PROBE_AT_ORACLE = Text(
    "{file} 第 {line} 行把 {name} 当作探针，它和答案在同一个文件里：请移到 probes_{exercise}.py",
    "{file}, line {line} uses {name} as a probe, which stands in one file with the answers:"
    " move it to probes_{exercise}.py",
)
PROBE_IMPORT = Text(
    "{file} 第 {line} 行导入了 {name}：探针只能导入 torch 和标准库",
    "{file}, line {line} imports {name}: probes import torch and the standard library only",
)
ONE_LANGUAGE = Text(
    "{file}：这里缺少中文或英文：{text}",
    "{file}: Chinese or English is missing here: {text}",
)
NO_HINTS = Text("week.toml：{name} 至少需要两条提示", "week.toml: {name} needs at least two hints")
SHARE = Text(
    "{file}：homework=True 的检查共 {points} 分，week.toml 中 script 给脚本的是 {wanted} 分："
    "请改其中之一",
    "{file}: the checks with homework=True have {points} points, but script in week.toml gives"
    " scripts {wanted}: change one of them",
)
UNSEEN = Text(
    "{file}：有 homework=True 的检查，却没有 attempted(record)，脚本无从认出：请添加",
    "{file} has no attempted(record), so that no script is found for the checks with"
    " homework=True: add it",
)


class Finding(Struct, frozen=True):
    """Something to mend, about one exercise."""

    exercise: str
    text: Text


def known(course: Course, kind: str, exercise: Exercise) -> list[Path]:
    """The known answers of a kind, "wrong" or "right", in order."""
    folder = course.root / "tests" / kind / exercise.week
    return sorted(folder.glob(f"{exercise.name}__*.py"))


def fails(file: Path) -> tuple[str, ...]:
    """The checks that the first line of a wrong answer names; none if it is not as it should."""
    lines = file.read_text(encoding="utf-8").splitlines()
    match = FAILS.match(lines[0]) if lines else None
    return tuple(match["checks"].split(", ")) if match else ()


def examine(course: Course, exercises: tuple[Exercise, ...]) -> Iterator[Finding]:
    """All static findings about some exercises, and about files that belong to none."""
    for exercise in exercises:
        for text in _exercise(course, exercise):
            yield Finding(exercise.key, text)
    if exercises == course.exercises:
        for file in _strays(course):
            yield Finding("-", STRAY.format(file=file))


def _exercise(course: Course, exercise: Exercise) -> Iterator[Text]:
    root = course.root
    places = {
        kind: root / kind / exercise.week / f"{exercise.name}.py"
        for kind in ("exercises", "solutions", "reference")
    }
    for file in places.values():
        if not file.is_file():
            yield MISSING.format(file=file.relative_to(root))
    for kind in ("exercises", "solutions"):
        yield from _imports_reference(root, places[kind])
    if len(exercise.hints) < LEAST_HINTS:
        yield NO_HINTS.format(name=exercise.name)
    yield from _one_language(root, exercise)
    yield from _known(course, exercise)
    yield from _homework(exercise, root, places["reference"])
    probes = root / "reference" / exercise.week / f"{PROBES}{exercise.name}.py"
    yield from _probe_imports(root, probes)
    yield from _probes_at_oracles(root, exercise)


def _one_language(root: Path, exercise: Exercise) -> Iterator[Text]:
    folder = Path("exercises", exercise.week)
    entries = [(folder / "week.toml", text) for text in (exercise.title, *exercise.hints)]
    claims = [(Path(exercise.test), check.claim) for check in exercise.checks]
    for file, text in (*entries, *claims):
        if not HAN.search(text.zh) or HAN.search(text.en):
            yield ONE_LANGUAGE.format(file=file, text=f"{text.zh} / {text.en}")
    stub = folder / f"{exercise.name}.py"
    for name, said in _docstrings(root / stub):
        if not (HAN.search(said) and ENGLISH.search(said)):
            yield ONE_LANGUAGE.format(file=stub, text=name)


def _docstrings(file: Path) -> Iterator[tuple[str, str]]:
    """What a stub says of itself, its functions and its classes; nothing if it does not parse."""
    try:
        module = ast.parse(file.read_bytes())
    except (OSError, SyntaxError):
        return
    yield file.name, ast.get_docstring(module) or ""
    for node in module.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, ast.get_docstring(node) or ""


def _known(course: Course, exercise: Exercise) -> Iterator[Text]:
    file = f"exercises/{exercise.week}/{exercise.name}.py"
    kinds = (
        ("wrong", LEAST_WRONG, Text("错误答案", "wrong answers")),
        ("right", LEAST_RIGHT, Text("正确答案", "right answers")),
    )
    for kind, least, name in kinds:
        count = len(known(course, kind, exercise))
        if count < least:
            yield Text(
                TOO_FEW.zh.format(file=file, kind=name.zh, count=count, least=least),
                TOO_FEW.en.format(file=file, kind=name.en, count=count, least=least),
            )
    named: set[str] = set()
    checks = [check.name for check in exercise.checks]
    for answer in known(course, "wrong", exercise):
        listed = fails(answer)
        named |= set(listed)
        if not listed:
            yield NO_FIRST_LINE.format(file=answer.relative_to(course.root))
        for check in set(listed) - set(checks):
            yield UNKNOWN_CHECK.format(file=answer.relative_to(course.root), name=check)
    for check in checks:
        if check not in named:
            yield UNFAILED.format(file=file, name=check)


def _homework(exercise: Exercise, root: Path, oracle: Path) -> Iterator[Text]:
    """Points are whole: the share may be one off."""
    points = sum(check.points for check in exercise.checks if check.homework)
    wanted = exercise.points * exercise.script / 100
    if not points:
        return
    if abs(points - wanted) > 1:
        yield SHARE.format(file=exercise.test, points=points, wanted=f"{wanted:g}")
    if oracle.is_file() and b"def attempted(" not in oracle.read_bytes():
        yield UNSEEN.format(file=oracle.relative_to(root))


def _strays(course: Course) -> Iterator[Path]:
    keys = {(one.week, one.name) for one in course.exercises}
    for kind in ("exercises", "solutions", "reference", "tests/wrong", "tests/right"):
        for file in sorted((course.root / kind).glob("*/*.py")):
            name = file.stem.split("__")[0] if kind.startswith("tests/") else file.stem
            for prefix in ("test_",) if kind == "exercises" else COMPANIONS:
                name = name.removeprefix(prefix)
            if file.name != "__init__.py" and (file.parent.name, name) not in keys:
                yield file.relative_to(course.root)


def _imports_reference(root: Path, file: Path) -> Iterator[Text]:
    for name, line in _imports(file):
        if name == "reference":
            yield IMPORTS_REFERENCE.format(file=file.relative_to(root), line=line)


def _probe_imports(root: Path, file: Path) -> Iterator[Text]:
    for name, line in _imports(file):
        if name not in PROBE_IMPORTS:
            yield PROBE_IMPORT.format(file=file.relative_to(root), line=line, name=name)


def _probes_at_oracles(root: Path, exercise: Exercise) -> Iterator[Text]:
    """Probes travel to the worker: nothing that stands beside them may be worth knowing."""
    for node in ast.walk(ast.parse((root / exercise.test).read_bytes())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("student"), attr=way),
                args=[ast.Attribute(value=ast.Name("reference"), attr=name), *_],
            ) if way in PROBING:
                line = node.lineno
                yield PROBE_AT_ORACLE.format(
                    file=exercise.test, line=line, name=name, exercise=exercise.name
                )


def _imports(file: Path) -> Iterator[tuple[str, int]]:
    """Top-level packages that a file imports, with lines."""
    if not file.is_file():
        return
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or ".").split(".")[0], node.lineno
