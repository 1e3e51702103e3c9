"""A class folder: whose is what, as people and learning platforms name it."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import catalogue, intake
from grader.classroom import entrants, roster, session

COURSE = catalogue.load(Path(__file__).parent / "course")


def students(folder, *names):
    """Ids by the entries of a new class folder; a name ending in / is a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name.endswith("/"):
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(b"")
    found, _ = entrants.find(folder)
    return {one.student: sorted(path.name for path in one.paths) for one in found}


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("李雷/", "李雷"),
        ("li.lei/", "li.lei"),
        ("li_lei.zip", "li_lei"),
        ("li_lei.tar.gz", "li_lei"),
        ("LI.TGZ", "LI"),
        ("li_lei.ipynb", "li_lei"),
        ("2026001.py", "2026001"),
        ("li.rar", "li"),
        ("李 雷_1234567_assignsubmission_file_/", "李 雷"),
        ("Li Lei_1234567_assignsubmission_file", "Li Lei"),
        ("Li Lei_1234567_assignsubmission_file_hw.zip", "Li Lei"),
        ("lilei_4321_98765_homework.zip", "lilei_4321"),
        ("lilei_LATE_4321_98765_week4-1.ipynb", "lilei_4321"),
        ("submission_314159/", "submission_314159"),
    ],
)
def test_a_name_becomes_an_id(tmp_path, name, student):
    """Moodle, Canvas and Gradescope write theirs; else the name is the id, without its ending."""
    assert list(students(tmp_path / "class", name)) == [student]


def test_names_of_github_classroom(tmp_path):
    """In ASSIGNMENT-submissions a repository is ASSIGNMENT-STUDENT, dashes and all."""
    assert set(
        students(tmp_path / "hw-5-submissions", "hw-5-li-lei/", "hw-5-li-hua/", "other/")
    ) == {
        "li-lei",
        "li-hua",
        "other",
    }


def test_files_of_one_student_belong_together(tmp_path):
    """Several uploads to Canvas, or files of Moodle, are one submission."""
    found = students(
        tmp_path / "class",
        "lilei_1_10_double.py", "lilei_1_11_line_count.py", "lilei_2_12_double.py",
        "Li_7_assignsubmission_file_a.py", "Li_7_assignsubmission_onlinetext_b.html",
    )  # fmt: skip

    assert found == {
        "lilei_1": ["lilei_1_10_double.py", "lilei_1_11_line_count.py"],
        "lilei_2": ["lilei_2_12_double.py"],
        "Li": ["Li_7_assignsubmission_file_a.py"],
    }


def test_two_people_of_one_name_stay_two(tmp_path):
    """Their ids are the whole names; nobody's work is graded as another's."""
    moodle = students(
        tmp_path / "a", "Li_7_assignsubmission_file_a.py", "Li_8_assignsubmission_file_a.py"
    )
    plain = students(tmp_path / "b", "li/", "li.zip")

    assert set(moodle) == {"Li_7", "Li_8"}
    assert set(plain) == {"li", "li.zip"}


def test_what_is_nobodys_is_passed_over(tmp_path):
    """Hidden files and rubbish silently, everything else by name."""
    (tmp_path / "li").mkdir()
    for name in (".DS_Store", "__MACOSX", "students.csv", "readme.txt"):
        (tmp_path / name).write_bytes(b"")

    found, others = entrants.find(tmp_path, [tmp_path / "students.csv"])

    assert [one.student for one in found] == ["li"]
    assert [path.name for path in others] == ["readme.txt"]


def gathered(tmp_path, room="room"):
    (entrant,) = entrants.find(tmp_path / "class")[0]
    (tmp_path / room).mkdir()
    return entrants.gather(entrant, COURSE, tmp_path / room)


@pytest.mark.parametrize("inside", ["", "li_lei/", "a/b/", "hw-main/homework/"])
def test_an_archive_inside_folders(tmp_path, inside):
    """Folders that hold nothing but one more are gone through, and an archive in a folder too."""
    folder = tmp_path / "class" / "Li_1_assignsubmission_file_"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "hw.zip", "w") as archive:
        archive.writestr(f"{inside}w1/double.py", "x = 1")
        archive.writestr("__MACOSX/x", "")

    found = gathered(tmp_path)

    assert (found.folder / "w1" / "double.py").read_text() == "x = 1"
    assert found.packed is not None


def test_uploads_get_their_own_names_back(tmp_path):
    """What Canvas put around the name of a file is gone, and so is its count of uploads."""
    students(tmp_path / "class", "lilei_1_10_double.py", "lilei_LATE_1_11_line_count-2.py")

    assert {path.name for path in gathered(tmp_path).folder.iterdir()} == {
        "double.py",
        "line_count.py",
    }


# The roster


def write(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "students.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_roster_is_read(tmp_path, encoding):
    """In Chinese or English, as Excel or anybody else writes it."""
    text = "学号,姓名,文件,提交时间\r\n2026001,李雷,li_lei,2026-03-08 23:59\r\n2026002,韩梅梅,,\r\n\r\n"

    rows = roster.read(write(tmp_path, text, encoding))

    assert [(row.student, row.file) for row in rows] == [
        ("2026001", "li_lei"),
        ("2026002", "2026002"),
    ]
    assert rows[0].time == datetime(2026, 3, 8, 23, 59).astimezone()
    assert rows[1].time is None


def test_a_roster_gives_ids_and_says_who_is_missing(tmp_path):
    """By the id of the rule or the whole name of an entry; strangers are named too."""
    students(tmp_path / "class", "li_lei.zip", "han/", "2026003.py", "nobody/")
    text = "identifier,github_username,time\n2026001,li_lei,2026-03-08T23:59+08:00\n2026002,han,\n2026003,,\n2026004,wu,\n"
    found, _ = entrants.find(tmp_path / "class")

    members = session.enrol(found, roster.read(write(tmp_path, text)))

    assert {one.student for one in members.entrants} == {"2026001", "2026002", "2026003", "nobody"}
    assert (members.missing, members.strangers) == (("2026004",), ("nobody",))
    assert members.times["2026001"].astimezone(UTC) == datetime(2026, 3, 8, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "column student"),
        ("name,mark\nli,1\n", "column student"),
        ("student\nli\nli\n", "line 3: li stands twice"),
        ("student,time\nli,yesterday\n", "line 2: 'yesterday' is no time"),
    ],
)
def test_a_broken_roster_is_said(tmp_path, text, says):
    """With the file and the line."""
    file = write(tmp_path, text)

    with pytest.raises(intake.Unreadable, match=says) as caught:
        roster.read(file)
    assert str(file) in caught.value.text.zh


def test_gradescope_tells_who_is_who(tmp_path):
    """Its metadata beside the submissions are a roster with times."""
    (tmp_path / "submission_1").mkdir()
    (tmp_path / roster.GRADESCOPE).write_text(
        "submission_1:\n  :submitters:\n  - :name: Li Lei\n    :sid: '2026001'\n    :email: l@x\n"
        "  :created_at: 2026-03-08 12:00:00.5 Z\n"
    )
    found, _ = entrants.find(tmp_path)

    members = session.enrol(found, roster.of_gradescope(tmp_path))

    assert members.entrants[0].student == "2026001"
    assert members.times["2026001"].astimezone(UTC).hour == 12


@pytest.mark.parametrize(
    "text", ["- 1", "a: {}", "x: !!python/object/apply:os.getcwd []", "{", "a: 1"]
)
def test_broken_metadata_are_said(tmp_path, text):
    """Nothing in them is carried out."""
    (tmp_path / roster.GRADESCOPE).write_text(text)

    with pytest.raises(intake.Unreadable, match=roster.GRADESCOPE):
        roster.of_gradescope(tmp_path)


def test_a_pipe_in_the_class_folder_is_not_waited_for(tmp_path):
    """Only regular files are opened."""
    os.mkfifo(tmp_path / "li.py")

    assert entrants.find(tmp_path)[0] == []
