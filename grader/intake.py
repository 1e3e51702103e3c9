"""A student's folder becomes a Submission: bytes, none of it run or parsed yet.

Nothing of the folder is trusted: links are not followed, only regular files are read,
and what is too large is named instead of read. A notebook is taken as the Python that it holds.
"""

from __future__ import annotations

import difflib
import itertools
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from grader import notebook
from grader.catalogue import Course
from grader.model import Answer, Exercise, Form, Submission, Text

MAX_SOURCE = 1 << 20
MAX_NOTEBOOK = 8 << 20
"""With its outputs, which may hold pictures."""
MAX_DATA = 4 << 20
MAX_TOTAL = 32 << 20
MAX_FILES = 2_000
MAX_ENTRIES = 100_000
MAX_DEPTH = 8
MAX_SCRIPTS = 12
PASSED_OVER = frozenset({"__pycache__", "node_modules", "venv", "runs", "logs"})

NOT_THERE = Text("{path}：没有这个文件夹", "{path}: no such folder")
NOT_A_FOLDER = Text(
    "{path}：这是一个文件，需要的是学生的文件夹。压缩包请先解开，或放进一个文件夹用 grader batch",
    "{path}: this is a file; a student's folder is needed. Unpack an archive first, or put it into"
    " a folder for grader batch",
)
NOT_READABLE = Text("{path}：无法读取：{error}", "{path}: cannot be read: {error}")
EMPTY = Text(
    "{path}：其中没有 Python 文件，没有笔记本，也没有 .md 文字答案。作业文件应为 week4/名称.py、"
    "exercises/week4/名称.py 或 名称.py；.ipynb 也可以",
    "{path}: there is no Python file in it, no notebook and no text (.md). Answers are"
    " week4/NAME.py, exercises/week4/NAME.py or NAME.py; .ipynb will do as well",
)
LINK = Text(
    "{file} 是符号链接，不会被跟随：请交文件本身",
    "{file} is a symbolic link and is not followed: hand in the file itself",
)
SPECIAL = Text("{file} 不是普通文件", "{file} is not a regular file")
TOO_LARGE = Text(
    "{file} 有 {size} MiB，上限是 {limit} MiB：请只交代码和少量数据",
    "{file} has {size} MiB, the limit is {limit} MiB: hand in code and small data only",
)
UNREADABLE = Text("{file} 无法读取：{error}", "{file} cannot be read: {error}")
LEFT_OUT = Text("没有一起运行：{problem}", "left out of the run: {problem}")
TOO_MANY = Text(
    "文件夹里的文件过多或过大，只读取了一部分",
    "the folder holds too many or too large files; only a part was read",
)

TOO_MANY_SCRIPTS = Text(
    "文件很多，只看了前 {limit} 个：请只交作业，或把文件命名为练习的名称",
    "there are many files, and only the first {limit} were looked at: hand in homework only, or"
    " name files after exercises",
)
ELSEWHERE = Text(
    "没有看其他文件夹里的代码：{files}。请放在最外层或这一周的文件夹里，如 week4",
    "code in other folders was not looked at: {files}. Put it into the outermost folder, or into"
    " that of its week, such as week4",
)

NOT_MAPPED = Text(
    "--map：{path} 中没有 {file} 这个 Python 文件、笔记本或文字。应写相对于该文件夹的路径，"
    "其中有：{known}",
    "--map: {path} has no Python file, notebook or text {file}. It takes a path relative to that"
    " folder, which holds: {known}",
)
MAX_NAMED = 5
SUFFIXES = (".py", notebook.SUFFIX)
TEXTS = (".md", ".csv")
ANSWERS = (*SUFFIXES, *TEXTS)
OURS = frozenset({"grader", "reference", "solutions", "tests"})
"""Folders of the course itself, which a student's copy holds too."""
NO_SCRIPT = ("test_", "conftest", "__", "README", "readme")
IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([^\n#;]+))", re.MULTILINE)


class Unreadable(Exception):
    """Nothing in this place can be graded; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read(
    folder: Path,
    course: Course,
    student: str | None = None,
    mapped: Iterable[tuple[str, Exercise]] = (),
) -> Submission:
    """Read a folder; the student's id is its name unless given.

    `mapped` are files, relative to the folder, and exercises that they answer whatever their names.

    Raises:
        Unreadable: no such folder, a file, empty, or not to be opened; a mapped file is missing.
    """
    contents, problems, complete = _collect(folder)
    answers = {}
    for exercise in course.exercises:
        answer = _answer(exercise, contents, problems)
        if answer is not None:
            answers[exercise.key] = answer
    for file, exercise in mapped:
        answer = _taken(PurePosixPath(file), contents, problems)
        if answer is None:
            known = ", ".join(_nearest(file, contents)) or "—"
            raise Unreadable(NOT_MAPPED.format(file=file, path=folder, known=known))
        answers[exercise.key] = answer
    mains = {answer.main for answer in answers.values()}
    notes = [
        problem
        for name, problem in problems.items()
        if name.endswith(notebook.SUFFIX) and name not in mains
    ]
    notes += [] if complete else [TOO_MANY]
    scripts, elsewhere = _scripts(contents, course, mains)
    notes += [ELSEWHERE.format(files=", ".join(elsewhere[:MAX_NAMED]))] if elsewhere else []
    notes += [TOO_MANY_SCRIPTS.format(limit=MAX_SCRIPTS)] if len(scripts) > MAX_SCRIPTS else []
    code = any(name.endswith(SUFFIXES) for name in [*contents, *problems])
    if not (code or answers or scripts):
        raise Unreadable(EMPTY.format(path=folder))
    name = student or folder.resolve().name
    return Submission(name, answers, scripts[:MAX_SCRIPTS], tuple(notes))


def _collect(folder: Path) -> tuple[dict[str, bytes], dict[str, Text], bool]:
    """Contents by relative path, the reason for each file without, and whether that is all."""
    contents: dict[str, bytes] = {}
    problems: dict[str, Text] = {}
    total = 0
    found = list(itertools.islice(_walk(folder), MAX_ENTRIES))
    # Python files first: a data set beside the answers must not crowd them out
    for count, path in enumerate(sorted(found, key=lambda path: path.suffix not in SUFFIXES)):
        name = path.relative_to(folder).as_posix()
        if count >= MAX_FILES or total > MAX_TOTAL:
            return contents, problems, False
        content = read_file(path, name)
        total += 0 if isinstance(content, Text) else len(content)
        if path.suffix == notebook.SUFFIX and isinstance(content, bytes):
            content = _source(content, name)
        if isinstance(content, Text):
            problems[name] = content
        else:
            contents[name] = content
    return contents, problems, len(found) < MAX_ENTRIES


def _walk(folder: Path) -> Iterator[Path]:
    """Everything that is no folder, in order; hidden and generated folders passed over."""
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            raise Unreadable(NOT_A_FOLDER.format(path=folder))
        list(os.scandir(folder))
    except FileNotFoundError:
        raise Unreadable(NOT_THERE.format(path=folder)) from None
    except OSError as error:
        raise Unreadable(NOT_READABLE.format(path=folder, error=error.strerror)) from None
    for place, folders, files in os.walk(folder, followlinks=False):
        here = Path(place)
        deep = len(here.relative_to(folder).parts) >= MAX_DEPTH
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in folders
            if not (deep or name in links or name in PASSED_OVER or name.startswith("."))
        )
        for name in sorted([*files, *links]):
            if not name.endswith(notebook.FEEDBACK):
                yield here / name


def read_file(path: Path, name: str) -> bytes | Text:
    """A regular file that is no link and not too large; or why not."""
    limits = {".py": MAX_SOURCE, notebook.SUFFIX: MAX_NOTEBOOK}
    limit = limits.get(path.suffix, MAX_DATA)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        return LINK.format(file=name)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        return UNREADABLE.format(file=name, error=error.strerror)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return SPECIAL.format(file=name)
        if status.st_size > limit:
            return _too_large(name, status.st_size, limit)
        return stream.read(limit)


def _source(content: bytes, name: str) -> bytes | Text:
    """The Python of a notebook."""
    source = notebook.python(content, name)
    if isinstance(source, bytes) and len(source) > MAX_SOURCE:
        return _too_large(name, len(source), MAX_SOURCE)
    return source


def _too_large(name: str, size: int, limit: int) -> Text:
    return TOO_LARGE.format(file=name, size=f"{size / (1 << 20):.1f}", limit=limit >> 20)


def _nearest(file: str, contents: Iterable[str]) -> list[str]:
    """What may be meant by the name of a file that is not there, or a few of those that are."""
    known = [name for name in contents if name.endswith(ANSWERS)]
    return difflib.get_close_matches(file, known) or known[:MAX_NAMED]


def _answer(
    exercise: Exercise, contents: dict[str, bytes], problems: dict[str, Text]
) -> Answer | None:
    """All that is named after the exercise: each answers where those before have not begun."""
    folders = _folders(exercise)
    answers = [
        *(
            _taken(folder / f"{exercise.name}{suffix}", contents, problems)
            for folder in folders
            for suffix in SUFFIXES
        ),
        *(_text(folder, exercise, contents, problems) for folder in folders),
    ]
    chosen = None
    for answer in reversed(answers):
        if answer is not None:
            chosen = msgspec.structs.replace(answer, instead=chosen)
    return chosen


def _taken(
    path: PurePosixPath, contents: dict[str, bytes], problems: dict[str, Text]
) -> Answer | None:
    main = str(path)
    if main in problems:
        return Answer(Form.FUNCTIONS, main, {}, problem=problems[main])
    if main not in contents or not main.endswith(ANSWERS):
        return None
    files, notes = _beside(path.parent, contents, problems)
    form = Form.TEXT if main.endswith(TEXTS) else Form.FUNCTIONS
    return Answer(form, main, files, notes=notes)


def _text(
    folder: PurePosixPath,
    exercise: Exercise,
    contents: dict[str, bytes],
    problems: dict[str, Text],
) -> Answer | None:
    for ending in exercise.accepts:
        main = str(folder / f"{exercise.name}.{ending}")
        if main in problems:
            return Answer(Form.TEXT, main, {}, problem=problems[main])
        if main in contents:
            return Answer(Form.TEXT, main, {main: contents[main]})
    return None


def _folders(exercise: Exercise) -> list[PurePosixPath]:
    return [PurePosixPath(name) for name in (f"exercises/{exercise.week}", exercise.week, ".")]


def _beside(
    folder: PurePosixPath, contents: dict[str, bytes], problems: dict[str, Text]
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """Everything below the folder of an answer comes along."""
    inside = {
        name: content
        for name, content in contents.items()
        if PurePosixPath(name).is_relative_to(folder)
    }
    notes = tuple(
        Text(LEFT_OUT.zh.format(problem=problem.zh), LEFT_OUT.en.format(problem=problem.en))
        for name, problem in problems.items()
        if PurePosixPath(name).parent == folder and not name.endswith(SUFFIXES)
    )
    return inside, notes


def _scripts(
    contents: dict[str, bytes], course: Course, named: set[str]
) -> tuple[tuple[Answer, ...], list[str]]:
    """Files that no exercise is named after, at the root or in a week; code that lies elsewhere.

    Where there is nothing at all in these places, that in other folders is taken. A module that
    another file imports is run by that file.
    """
    weeks = {week.name for week in course.weeks}
    folders = {".", *weeks, *(f"exercises/{week}" for week in weeks)}
    helpers = _imported(contents)
    found = [
        name
        for name in contents
        if name.endswith(ANSWERS)
        and name not in named
        and name not in helpers
        and PurePosixPath(name).parts[0] not in OURS
        and not PurePosixPath(name).name.startswith(NO_SCRIPT)
    ]
    usual = [name for name in found if str(PurePosixPath(name).parent) in folders]
    others = [name for name in found if name not in usual and name.endswith(SUFFIXES)]
    if not (usual or named):
        usual, others = found, []
    scripts = []
    for name in usual[: MAX_SCRIPTS + 1]:
        files, _ = _beside(PurePosixPath(name).parent, contents, {})
        form = Form.TEXT if name.endswith(TEXTS) else Form.SCRIPT
        scripts.append(Answer(form, name, files))
    return tuple(scripts), others


def _imported(contents: dict[str, bytes]) -> set[str]:
    """Python files that another one beside them imports, and that do not import it.

    Whatever lies in a folder that is imported as a package is one too.
    """
    paths = {name: PurePosixPath(name) for name in contents if name.endswith(SUFFIXES)}
    imports = {name: set(_imports(contents[name])) for name in paths}
    modules = {
        (path.parent, path.stem): name for name, path in paths.items() if path.suffix == ".py"
    }
    beside = [
        (one, other)
        for one, path in paths.items()
        for module in imports[one]
        if (other := modules.get((path.parent, module))) not in {None, one}
    ]
    packages = set[str]().union(*imports.values())
    inside = {name for name, path in paths.items() if packages & {*path.parts[:-1]}}
    return inside | {
        other for one, other in beside if other and paths[one].stem not in imports[other]
    }


def _imports(content: bytes) -> Iterator[str]:
    """Names of the modules that a source imports, told from its text."""
    for origin, listed in IMPORT.findall(content):
        for name in [origin] if origin else listed.split(b","):
            yield name.split(b" as ")[0].strip().decode("utf-8", "replace")
