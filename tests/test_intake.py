"""A student's folder becomes bytes; nothing in it is followed, run or waited for."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from grader import catalogue, intake, notebook
from grader.model import Answer, Form, Submission

COURSE = catalogue.load(Path(__file__).parent / "course")
SOURCE = b"def double(x):\n    return 2 * x\n"
DOUBLE, LINES = "w1/double", "w1/line_count"


def read(folder: Path, student: str | None = None) -> Submission:
    return intake.read(folder, COURSE, student)


def put(folder: Path, name: str, content: bytes = SOURCE) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def refusal(folder: Path) -> str:
    """The English text of the refusal; the Chinese one names the place too."""
    with pytest.raises(intake.Unreadable) as caught:
        read(folder)
    text = caught.value.text
    assert str(folder) in text.zh
    assert str(folder) in text.en
    assert text.zh != text.en
    return text.en


# Where answers are found


@pytest.mark.parametrize("main", ["exercises/w1/double.py", "w1/double.py", "double.py"])
def test_finds_an_answer(tmp_path, main):
    """An answer lies in exercises/WEEK, in WEEK or at the root, and is named after its exercise."""
    put(tmp_path, main)

    submission = read(tmp_path)

    assert submission.answers == {DOUBLE: Answer(Form.FUNCTIONS, main, {main: SOURCE})}
    assert submission.scripts == ()
    assert submission.notes == ()


def test_the_deepest_place_wins(tmp_path):
    """Of several files of one name exercises/WEEK is taken first, then WEEK, then the root."""
    mains = ["exercises/w1/double.py", "w1/double.py", "double.py"]
    for number, main in enumerate(mains):
        put(tmp_path, main, b"x = %d" % number)

    for main in mains:
        answer = read(tmp_path).answers[DOUBLE]
        assert (answer.main, answer.files[main]) == (main, (tmp_path / main).read_bytes())
        (tmp_path / main).unlink()
        put(tmp_path, "other.py")


@pytest.mark.parametrize(
    "name",
    ["w2/double.py", "other/w1/double.py", "Double.py", "double.txt", "double.py.bak", "w1.py/x"],
)
def test_other_places_hold_no_answer(tmp_path, name):
    """A file elsewhere, or of another name, answers nothing."""
    put(tmp_path, name)
    put(tmp_path, "w1/line_count.py")

    assert list(read(tmp_path).answers) == [LINES]


def test_a_folder_called_like_an_answer_is_none(tmp_path):
    """A folder of an exercise's name answers nothing, and what lies in it does no harm."""
    put(tmp_path, "w1/double.py/double.py")

    assert read(tmp_path).answers == {}


def test_several_answers_in_the_order_of_the_course(tmp_path):
    """Every exercise that has a file gets its answer."""
    put(tmp_path, "line_count.py")
    put(tmp_path, "w1/double.py")

    assert list(read(tmp_path).answers) == [DOUBLE, LINES]


def test_what_lies_beside_comes_along(tmp_path):
    """Helper modules, packages and data of the answer's folder come along, others do not."""
    put(tmp_path, "w1/double.py")
    put(tmp_path, "w1/helper.py", b"two = 2")
    put(tmp_path, "w1/tools/__init__.py", b"")
    put(tmp_path, "w1/picture.png", b"\x89PNG")
    put(tmp_path, "w2/secret.py", b"")
    put(tmp_path, "readme.txt", b"")

    assert set(read(tmp_path).answers[DOUBLE].files) == {
        "w1/double.py",
        "w1/helper.py",
        "w1/tools/__init__.py",
        "w1/picture.png",
    }


def test_at_the_root_everything_comes_along(tmp_path):
    """An answer at the root takes the whole folder with it."""
    put(tmp_path, "double.py")
    put(tmp_path, "data/numbers.csv", b"1")

    assert set(read(tmp_path).answers[DOUBLE].files) == {"double.py", "data/numbers.csv"}


@pytest.mark.parametrize("given_id", [None, "2024001"])
def test_the_id_is_the_name_of_the_folder(tmp_path, given_id):
    """A student's id is the folder's name, whatever characters it has, unless one is given."""
    folder = tmp_path / "张 三-week4"
    put(folder, "double.py")

    assert read(folder, given_id).student == (given_id or "张 三-week4")
    assert read(folder / "." / "..", "x").student == "x"
    assert read(folder.parent / "张 三-week4" / ".").student == "张 三-week4"


# Scripts


@pytest.mark.parametrize(
    "name", ["作业 1.py", "w1/第四周 作业.py", "exercises/w1/my homework (2).py", "draw-line.py"]
)
def test_other_names_are_scripts(tmp_path, name):
    """A Python file of any other name at the root or in a week is a script, spaces or not."""
    put(tmp_path, name, b"print(1)")

    (script,) = read(tmp_path).scripts

    assert script == Answer(Form.SCRIPT, name, {name: b"print(1)"})


@pytest.mark.parametrize(
    "name",
    ["w2/a.py", "w1/sub/a.py", "test_double.py", "w1/conftest.py", "w1/__init__.py", "a.txt"],
)
def test_what_is_no_script(tmp_path, name):
    """Tests, packages and files of other folders are not run as scripts."""
    put(tmp_path, name)
    put(tmp_path, "double.py")

    assert read(tmp_path).scripts == ()


def test_an_answer_is_no_script_too(tmp_path):
    """A file that answers by its name is not run a second time as a script; helpers may be."""
    put(tmp_path, "w1/double.py")
    put(tmp_path, "w1/extra.py")

    assert [script.main for script in read(tmp_path).scripts] == ["w1/extra.py"]


@pytest.mark.parametrize(
    ("importing", "mains"),
    [
        (b"from helper import f\n", ["main.py"]),
        (b"if True:\n    import torch, helper as h  # mine\n", ["main.py"]),
        (b"# import helper\n", ["helper.py", "main.py"]),
    ],
)
def test_a_module_that_another_file_imports_is_no_script(tmp_path, importing, mains):
    """It runs when that file imports it, and comes along with it."""
    put(tmp_path, "helper.py", b"f = 1\n")
    put(tmp_path, "main.py", importing)

    scripts = read(tmp_path).scripts

    assert [script.main for script in scripts] == mains
    assert all("helper.py" in script.files for script in scripts)


def test_code_in_other_folders_is_taken_where_there_is_nothing_else(tmp_path):
    """A student may hand in a folder in a folder; packages that its code imports come along."""
    put(tmp_path, "第五周作业/代码/y=2x.py", b"from tools.common import seed\n")
    put(tmp_path, "第五周作业/代码/tools/common.py")
    put(tmp_path, "reference/w1/double.py")

    submission = read(tmp_path)

    (script,) = submission.scripts
    assert script.main == "第五周作业/代码/y=2x.py"
    assert "第五周作业/代码/tools/common.py" in script.files
    assert submission.notes == ()


def test_code_in_other_folders_is_named_where_there_is_something(tmp_path):
    """It is not looked at then, and the student is told so."""
    put(tmp_path, "w1/double.py")
    put(tmp_path, "第二周/a.py")

    submission = read(tmp_path)

    (note,) = submission.notes
    assert submission.scripts == ()
    assert "第二周/a.py" in note.zh
    assert "was not looked at: 第二周/a.py" in note.en


def test_two_files_that_import_each_other_are_scripts(tmp_path):
    """Neither is the helper of the other."""
    put(tmp_path, "a.py", b"import b\n")
    put(tmp_path, "b.py", b"import a\n")

    assert [script.main for script in read(tmp_path).scripts] == ["a.py", "b.py"]


def test_a_text_of_any_name_is_read(tmp_path):
    """Markdown or CSV, alone or beside code, may hold an answer; a README is about other things."""
    put(tmp_path, "第四周.md", b"CrossEntropyLoss")
    put(tmp_path, "损失 表.csv", b"CrossEntropyLoss,2")
    put(tmp_path, "README.md", b"# Week 4")

    scripts = read(tmp_path).scripts

    assert [one.main for one in scripts] == ["损失 表.csv", "第四周.md"]
    assert {one.form for one in scripts} == {Form.TEXT}


def test_what_lies_behind_a_stub_answers_in_its_place(tmp_path):
    """Each file that is named after an exercise waits behind those before it."""
    put(tmp_path, "w1/double.py")
    put(tmp_path, "double.py")

    first = read(tmp_path).answers[DOUBLE]

    second = first.instead
    assert [one.main for one in (first, second)] == ["w1/double.py", "double.py"]
    assert second.instead is None


def test_scripts_are_few(tmp_path):
    """At most MAX_SCRIPTS scripts are taken, and the student is told so."""
    for number in range(intake.MAX_SCRIPTS + 3):
        put(tmp_path, f"s{number:02}.py")

    submission = read(tmp_path)

    assert len(submission.scripts) == intake.MAX_SCRIPTS
    assert f"only the first {intake.MAX_SCRIPTS} were looked at" in submission.notes[0].en


CELLS = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1"]}]}'
LONG = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "%s"}]}' % (b"#" * (1 << 20))
PYTHON = notebook.python(CELLS, "")


@pytest.mark.parametrize("main", ["exercises/w1/double.ipynb", "w1/double.ipynb", "double.ipynb"])
def test_a_notebook_answers_by_its_name(tmp_path, main):
    """A notebook called after an exercise answers it, as the Python source of its cells."""
    put(tmp_path, main, CELLS)

    submission = read(tmp_path)

    assert submission.answers == {DOUBLE: Answer(Form.FUNCTIONS, main, {main: PYTHON})}
    assert submission.scripts == ()


def test_python_comes_before_a_notebook(tmp_path):
    """Of two files of one name the Python file answers first."""
    for name in ("double.ipynb", "double.py", "w1/line_count.ipynb"):
        put(tmp_path, name, CELLS)

    answers = read(tmp_path).answers

    assert {key: answer.main for key, answer in answers.items()} == {
        DOUBLE: "double.py",
        LINES: "w1/line_count.ipynb",
    }


@pytest.mark.parametrize("main", ["第四周 作业.ipynb", "w1/w1.ipynb", "exercises/w1/w1.ipynb"])
def test_a_notebook_of_another_name_is_a_script(tmp_path, main):
    """A notebook of any other name is taken like a script of any name, a week's name too."""
    put(tmp_path, main, CELLS)

    submission = read(tmp_path)

    assert submission.answers == {}
    assert submission.scripts == (Answer(Form.SCRIPT, main, {main: PYTHON}),)


@pytest.mark.parametrize("name", ["作业.ipynb", "double.ipynb"])
@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b'{"nbformat": 4, "cells": [', "save it again in Jupyter"),
        (b'{"nbformat": 3, "worksheets": []}', "nbconvert --to notebook"),
        (b" " * (intake.MAX_NOTEBOOK + 1), "hand in code"),
        (LONG, "hand in code"),
    ],
    ids=["broken", "version 3", "huge", "huge code"],
)
def test_a_notebook_that_cannot_be_read(tmp_path, name, content, remedy):
    """It is said once, with file and remedy: at the exercise it is named after, or at the end."""
    put(tmp_path, name, content)

    submission = read(tmp_path)

    problems = [answer.problem for answer in submission.answers.values()]
    (text,) = [*submission.notes, *problems]
    assert remedy in text.en
    assert name in text.zh
    assert name in text.en
    assert submission.scripts == ()


def test_a_mapped_file(tmp_path):
    """A file that staff name for an exercise answers it, wherever it lies and whatever is there."""
    for name in ("deep/作业 y=2x.py", "double.py", "extra.py"):
        put(tmp_path, name)
    mapped = [("./deep/作业 y=2x.py", COURSE.find("double")), ("extra.py", COURSE.find(LINES))]

    submission = intake.read(tmp_path, COURSE, mapped=mapped)

    mains = {key: answer.main for key, answer in submission.answers.items()}
    assert mains == {DOUBLE: "deep/作业 y=2x.py", LINES: "extra.py"}
    assert [script.main for script in submission.scripts] == ["double.py"]


@pytest.mark.parametrize("file", ["nothing.py", "../double.py", "data.txt", ""])
def test_a_mapped_file_that_is_not_there(tmp_path, file):
    """Only code and texts of the folder can be mapped; others are refused, with what is there."""
    put(tmp_path, "double.py")
    put(tmp_path, "data.txt")

    with pytest.raises(intake.Unreadable) as caught:
        intake.read(tmp_path, COURSE, mapped=[(file, COURSE.find("double"))])

    assert file in caught.value.text.en
    assert "--map" in caught.value.text.zh


# Nothing there


def test_no_such_folder(tmp_path):
    """A path that is not there is refused by name."""
    assert "no such folder" in refusal(tmp_path / "nobody")


def test_a_file_for_a_folder(tmp_path):
    """A file in place of a folder is refused by name."""
    assert "a folder is needed" in refusal(put(tmp_path, "double.py")).replace("student's ", "")


@pytest.mark.parametrize("name", ["notes.txt", ".git/double.py", "venv/double.py"])
def test_an_empty_folder(tmp_path, name):
    """A folder without Python files of the student's is refused, with the layouts that work."""
    put(tmp_path, name)

    assert "NAME.py" in refusal(tmp_path)


def test_a_link_to_nowhere(tmp_path):
    """A dangling link in place of a folder is no folder."""
    (tmp_path / "gone").symlink_to(tmp_path / "nobody")

    assert "no such folder" in refusal(tmp_path / "gone")


def test_a_closed_folder(tmp_path, monkeypatch):
    """A folder that may not be listed is refused with the system's reason."""
    put(tmp_path, "double.py")

    def closed(path: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(intake.os, "scandir", closed)
    assert os.strerror(errno.EACCES) in refusal(tmp_path)


# What is not read


@pytest.mark.parametrize(
    "folder", [".git", ".venv", ".ipynb_checkpoints", "__pycache__", "venv", "node_modules", "runs"]
)
def test_passes_over_folders(tmp_path, folder):
    """Hidden folders, environments and old logs are not looked into, wherever they lie."""
    put(tmp_path, "w1/double.py")
    put(tmp_path, f"w1/{folder}/deep/x.py")
    put(tmp_path, f"{folder}/w1/line_count.py")

    submission = read(tmp_path)

    assert set(submission.answers[DOUBLE].files) == {"w1/double.py"}
    assert list(submission.answers) == [DOUBLE]


def make_link(file: Path) -> None:
    file.symlink_to(put(file.parent, "elsewhere.bin"))


def make_socket(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.open(file.parent, os.O_RDONLY)
        try:
            one.bind(f"/proc/self/fd/{here}/{file.name}")
        finally:
            os.close(here)


def make_sparse(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(100 << 20)


SPECIAL = [
    pytest.param(make_link, "symbolic link", id="link"),
    pytest.param(lambda file: file.symlink_to("/etc/passwd"), "symbolic link", id="link out"),
    pytest.param(lambda file: file.symlink_to(file), "symbolic link", id="link to itself"),
    pytest.param(lambda file: file.symlink_to("/"), "symbolic link", id="link to a folder"),
    pytest.param(os.mkfifo, "regular file", id="FIFO"),
    pytest.param(make_socket, "cannot be read", id="socket"),
    pytest.param(make_sparse, "100.0 MiB", id="sparse file of 100 MiB"),
]


@pytest.mark.parametrize(("make", "problem"), SPECIAL)
def test_an_answer_that_is_no_file(tmp_path, make, problem):
    """A link, a FIFO, a socket or a giant is not read and does not hang: the answer has a problem."""
    put(tmp_path, "w1/line_count.py")
    make(tmp_path / "w1" / "double.py")

    submission = read(tmp_path)

    answer = submission.answers[DOUBLE]
    assert (answer.main, answer.files) == ("w1/double.py", {})
    assert answer.problem is not None
    assert problem in answer.problem.en
    assert "w1/double.py" in answer.problem.zh
    assert list(submission.answers) == [DOUBLE, LINES]


@pytest.mark.parametrize(("make", "problem"), SPECIAL)
def test_data_that_is_no_file(tmp_path, make, problem):
    """The same beside an answer is left out, and said to be."""
    put(tmp_path, "w1/double.py")
    make(tmp_path / "w1" / "data.bin")

    answer = read(tmp_path).answers[DOUBLE]

    assert "w1/data.bin" not in answer.files
    assert any(problem in note.en and "w1/data.bin" in note.zh for note in answer.notes)


def test_a_link_to_a_folder_is_not_followed(tmp_path):
    """Nothing below a linked folder is read, not even a link up the tree."""
    put(tmp_path, "mine/w1/double.py")
    (tmp_path / "mine" / "w1" / "up").symlink_to(tmp_path)
    (tmp_path / "mine" / "w2").symlink_to("/")

    assert set(read(tmp_path / "mine").answers[DOUBLE].files) == {"w1/double.py"}


def test_a_linked_top_folder_is_read(tmp_path):
    """The folder that staff name may be a link itself."""
    put(tmp_path, "mine/double.py")
    (tmp_path / "link").symlink_to(tmp_path / "mine")

    assert list(read(tmp_path / "link").answers) == [DOUBLE]


@pytest.mark.parametrize(
    "content",
    ["x = '作业'".encode("gbk"), b"x = 1\x00", b"\xff\xfe", b"", b"def f(:"],
    ids=["GBK", "NUL", "UTF-16", "empty", "syntax"],
)
def test_content_is_not_judged(tmp_path, content):
    """Files are bytes here: any encoding, NUL bytes and broken syntax are taken as they are."""
    put(tmp_path, "double.py", content)

    answer = read(tmp_path).answers[DOUBLE]

    assert (answer.files["double.py"], answer.problem) == (content, None)


def test_a_file_that_cannot_be_opened(tmp_path, monkeypatch):
    """An answer that the system refuses to open has the system's reason as its problem."""
    put(tmp_path, "w1/double.py")
    real = os.open

    def refuse(path: object, flags: int, *more: int, **named: int) -> int:
        if str(path).endswith("double.py"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, flags, *more, **named)

    monkeypatch.setattr(intake.os, "open", refuse)
    problem = read(tmp_path).answers[DOUBLE].problem

    assert problem is not None
    assert os.strerror(errno.EACCES) in problem.en


@pytest.mark.parametrize(
    ("name", "limit"), [("w1/double.py", intake.MAX_SOURCE), ("w1/data.bin", intake.MAX_DATA)]
)
def test_sizes_are_capped(tmp_path, name, limit):
    """A file of exactly its limit is read, one byte more is not."""
    put(tmp_path, "w1/double.py")
    file = put(tmp_path, name, b"#" * limit)
    assert len(read(tmp_path).answers[DOUBLE].files[name]) == limit

    file.write_bytes(b"#" * (limit + 1))
    answer = read(tmp_path).answers[DOUBLE]
    assert name not in answer.files
    assert answer.problem or answer.notes


def test_too_many_files(tmp_path, monkeypatch):
    """Of too many files a part is read, and said to be; the reading ends."""
    monkeypatch.setattr(intake, "MAX_FILES", 5)
    for number in range(9):
        put(tmp_path, f"a{number}.py")

    submission = read(tmp_path)

    assert len(submission.scripts) == 5
    assert submission.notes == (intake.TOO_MANY,)


def test_too_many_bytes(tmp_path, monkeypatch):
    """Of too many bytes a part is read, and said to be."""
    monkeypatch.setattr(intake, "MAX_TOTAL", 100)
    for number in range(9):
        put(tmp_path, f"a{number}.py", b"#" * 40)

    submission = read(tmp_path)

    assert len(submission.scripts) == 3
    assert submission.notes == (intake.TOO_MANY,)


def test_data_does_not_crowd_answers_out(tmp_path, monkeypatch):
    """A data set beside the answers, however large, leaves the answers read."""
    monkeypatch.setattr(intake, "MAX_FILES", 5)
    for number in range(20):
        put(tmp_path, f"data/{number}.png", b"x")
    put(tmp_path, "w1/double.py")

    assert DOUBLE in read(tmp_path).answers


def test_a_deep_tree(tmp_path):
    """Folders beyond MAX_DEPTH are not walked into, and a tree of any depth does no harm."""
    put(tmp_path, "double.py")
    put(tmp_path, "d/" * intake.MAX_DEPTH + "in.txt", b"")
    put(tmp_path, "d/" * (intake.MAX_DEPTH + 1) + "out.txt", b"")
    here = tmp_path / ("d/" * (intake.MAX_DEPTH + 1))
    for _ in range(100):
        here = here / "deeper"
        here.mkdir()

    names = set(read(tmp_path).answers[DOUBLE].files)

    assert names == {"double.py", "d/" * intake.MAX_DEPTH + "in.txt"}


def test_a_name_that_is_not_utf8(tmp_path):
    """A file name that is not UTF-8 does no harm."""
    put(tmp_path, "double.py")
    (tmp_path / os.fsdecode(b"\xff.py")).write_bytes(b"")

    submission = read(tmp_path)

    assert DOUBLE in submission.answers
    assert len(submission.scripts) == 1


NAMES = st.sampled_from(
    ["double.py", "w1", "exercises", "a.py", "data.bin", ".git", "runs", "作业.py", "x.ipynb"]
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    entries=st.dictionaries(
        st.lists(NAMES, min_size=1, max_size=4).map(tuple),
        st.sampled_from(["file", "link", "fifo", "loop"]),
        max_size=6,
    ),
    number=st.integers(0, 1 << 60),
)
def test_any_folder_is_read_or_refused(tmp_path, entries, number):
    """Whatever a folder holds, it gives a Submission of its own bytes or Unreadable."""
    folder = tmp_path / str(number)
    folder.mkdir(exist_ok=True)
    for parts, kind in entries.items():
        place = folder.joinpath(*parts)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if kind == "file":
                place.write_bytes(SOURCE)
            elif kind == "fifo":
                os.mkfifo(place)
            else:
                place.symlink_to(folder if kind == "loop" else "/etc/passwd")
        except OSError:
            continue
    try:
        submission = read(folder)
    except intake.Unreadable:
        return
    for answer in (*submission.answers.values(), *submission.scripts):
        assert set(answer.files.values()) <= {SOURCE}
        assert (answer.problem is None) == (answer.main in answer.files)
