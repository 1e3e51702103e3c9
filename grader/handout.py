"""The student's copy of a course: stubs, properties, oracles and the grader itself.

No solutions, no known answers, no tests of ours: what is copied is named by the course, exercise
by exercise. The stubs are kept a second time in `.grader/stubs`, for what a student writes
is told from what was handed out by comparing the two.
"""

from __future__ import annotations

import json
import re
import shutil
from importlib import metadata
from pathlib import Path
from string import Template

import grader
from grader import catalogue, notebook, stubs
from grader.anatomy import COMPANIONS
from grader.catalogue import Course
from grader.model import Exercise, Text
from grader.sandbox import source

NOT_EMPTY = Text(
    "{path}：已经存在，而且不是空文件夹。请换一个名称，或先把它移走",
    "{path}: it is there already and no empty folder. Choose another name, or move it away first",
)
NOT_WRITTEN = Text("{path}：无法写入：{error}", "{path}: cannot be written: {error}")
SOLVED = Text(
    "{file}：{name} 与解答相同，发出去就等于公布答案。请先恢复成模板",
    "{file}: {name} is the same as in the solution, which a handout would give away."
    " Make it a stub again first",
)
_KIT = Path(__file__).parent / "kit"
_SEED = re.compile(r"^seed\s*=.*\n?", re.MULTILINE)


class NotHandedOut(Exception):
    """There is no copy; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def hand_out(course: Course, out: Path, notebooks: bool = False) -> None:
    """Write the student's copy into a folder that is empty or not there yet.

    Answers are Python files, or `notebooks`, one for each exercise.

    Raises:
        NotHandedOut: there is something already, a stub holds the solution, or it cannot be
            written.
    """
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise NotHandedOut(NOT_EMPTY.format(path=out))
    for exercise in course.exercises:
        _still_a_stub(course, exercise)
    try:
        _course(course, out, notebooks)
        for exercise in course.exercises:
            _exercise(course, exercise, out, notebooks)
        _kit(course, out, notebooks)
    except OSError as error:
        path = error.filename or out
        raise NotHandedOut(NOT_WRITTEN.format(path=path, error=error.strerror)) from None


def _still_a_stub(course: Course, exercise: Exercise) -> None:
    solution = catalogue.solution(course.root, exercise)
    if not solution.is_file():
        return
    stub = catalogue.stub(course.root, exercise.week, exercise.name)
    solved = source.read(solution.read_bytes(), "")["definitions"]
    for name, digest in source.read(stub.read_bytes(), "")["definitions"].items():
        if name in exercise.functions and solved.get(name) == digest:
            raise NotHandedOut(SOLVED.format(file=stub, name=name))


def _course(course: Course, out: Path, notebooks: bool) -> None:
    """course.toml without its seed, and what the weeks say."""
    text = (course.root / catalogue.COURSE_FILE).read_text(encoding="utf-8")
    _write(out / catalogue.COURSE_FILE, _SEED.sub("", text))
    wanted = ["LICENSE", "reference/__init__.py"]
    for week in course.weeks:
        wanted += [f"exercises/{week.name}/{name}" for name in ("week.toml", "README.md")]
        wanted += [f"reference/{week.name}/__init__.py"]
    _copy(course, out, wanted)
    if notebooks:
        _speak_of_notebooks(course, out)


def _speak_of_notebooks(course: Course, out: Path) -> None:
    """Where a week's page names the file of an exercise, it is a notebook."""
    names = "|".join(["名称", "NAME", *(re.escape(one.name) for one in course.exercises)])
    for page in (out / "exercises").glob("*/README.md"):
        said = page.read_text(encoding="utf-8")
        _write(page, re.sub(rf"(?<!\w)({names})\.py\b", rf"\1{notebook.SUFFIX}", said))


def _exercise(course: Course, exercise: Exercise, out: Path, notebooks: bool) -> None:
    week, name = exercise.week, exercise.name
    stub = catalogue.stub(course.root, week, name).read_bytes()
    _write(out / catalogue.MEMORY / "stubs" / week / f"{name}.py", stub)
    if notebooks:
        _write(out / "exercises" / week / f"{name}{notebook.SUFFIX}", stubs.as_notebook(stub))
    else:
        _write(out / "exercises" / week / f"{name}.py", stub)
    wanted = [exercise.test]
    wanted += [f"reference/{week}/{prefix}{name}.py" for prefix in ("", *COMPANIONS)]
    _copy(course, out, wanted)


def _copy(course: Course, out: Path, names: list[str]) -> None:
    for name in names:
        if (course.root / name).is_file():
            _write(out / name, (course.root / name).read_bytes())


def _kit(course: Course, out: Path, notebooks: bool) -> None:
    """What makes the copy run by itself: the grader, its dependencies, a workflow, a page."""
    package = Path(grader.__file__).parent
    shutil.copytree(package, out / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    needs = [one for one in metadata.requires("pytorch-grader") or () if "extra ==" not in one]
    values = {
        "version": metadata.version("pytorch-grader"),
        "dependencies": "\n".join(f"    {json.dumps(one)}," for one in needs),
        "zh": course.title.zh,
        "en": course.title.en,
        "suffix": notebook.SUFFIX if notebooks else ".py",
        "week": course.weeks[0].name,
    }
    places = {
        "pyproject.in": "pyproject.toml",
        "README.md": "README.md",
        "gitignore": ".gitignore",
        "grade.yml": ".github/workflows/grade.yml",
    }
    for name, place in places.items():
        template = Template((_KIT / name).read_text(encoding="utf-8"))
        _write(out / place, template.substitute(values))


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
