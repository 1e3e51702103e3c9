"""Grading pull requests: the workflows, run step by step on real repositories with a hostile head."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader import catalogue, intake
from grader.commands.changes import changed
from tests.runner import Job, git, load, obeyed

ROOT = Path(__file__).resolve().parent.parent
MINIATURE = ROOT / "tests" / "course"
WORKFLOWS = ROOT / ".github" / "workflows"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

SHOUTS = """
print("::error file=x.py,line=1::forged")
print("::add-mask::passed")
print("##[error]forged")
print("::stop-commands::x")
"""
LOUD = f"""{SHOUTS}

def double(x):
    {SHOUTS.strip().replace(chr(10), chr(10) + "    ")}
    raise ValueError("\\n::error::forged\\n::set-output name=code::0\\n##[error]x")
"""


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", sorted(WORKFLOWS.glob("*.yml"))),
        ("vendor.github-actions", [ROOT / "action.yml"]),
    ],
)
def test_files_have_their_schemas(schema, files):
    """The workflows and the action are what GitHub's own schemas describe."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]

    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)

    assert files
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_grading_token_can_only_read():
    """grade.yml has nothing to lose; comment.yml, which may write, checks nothing out."""
    grade, comment = load(WORKFLOWS / "grade.yml"), load(WORKFLOWS / "comment.yml")
    uses = [step.get("uses", "") for job in comment["jobs"].values() for step in job["steps"]]

    assert grade["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in grade["jobs"].values())
    assert not [one for one in uses if "checkout" in one]


@pytest.fixture
def repositories(tmp_path):
    """A base repository with the miniature course, and a fork of it with a branch to work on."""
    base, fork = tmp_path / "base.git", tmp_path / "fork.git"
    shutil.copytree(MINIATURE, base, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "action.yml", base)
    shutil.copytree(ROOT / ".github", base / ".github")
    git("init", "--quiet", base)
    git("-C", base, "add", "--all")
    git("-C", base, "commit", "--quiet", "--message", "course")
    git("clone", "--quiet", base, fork)
    return {"org/course": base, "student/course": fork}


@pytest.fixture
def shims(tmp_path):
    """Commands that a runner has: `grader` as this program; what would install does nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "grader": f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m grader.cli "$@"',
        "python": f'if [ "$2" = pip ]; then exit 0; fi\nexec "{sys.executable}" "$@"',
        "sudo": "exit 0",
    }
    for name, line in scripts.items():
        file = folder / name
        file.write_text(f"#!/bin/sh\n{line}\n")
        file.chmod(0o755)
    return folder


def push(fork, files, message="homework"):
    """Write files into the fork and commit them; a tuple is a symbolic link."""
    for name, content in files.items():
        file = fork / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if isinstance(content, tuple):
            file.symlink_to(content[0])
        else:
            file.write_text(content, encoding="utf-8")
    git("-C", fork, "add", "--all")
    git("-C", fork, "commit", "--quiet", "--message", message)


def graded(tmp_path, repositories, shims, name="first", fail_under="60"):
    """Run grade.yml of the base on the fork's last commit."""
    folder = tmp_path / name / "work"
    folder.mkdir(parents=True)
    (tmp_path / "cache").mkdir(exist_ok=True)
    base, head = (git("-C", one, "rev-parse", "HEAD") for one in repositories.values())
    pull = {
        "number": 7,
        "user": {"login": "student"},
        "base": {"sha": base},
        "head": {"sha": head, "repo": {"full_name": "student/course"}},
    }
    context = {
        "github": {"event": {"pull_request": pull}},
        "vars": {"FAIL_UNDER": fail_under, "GRADER_LANG": "en"},
    }
    places = {"": repositories["org/course"], **repositories}
    job = Job(folder, context, {**places}, shims, tmp_path / "cache")
    workflow = load(WORKFLOWS / "grade.yml")
    steps = workflow["jobs"]["grade"]["steps"]
    for step in steps:
        if "checkout" in step.get("uses", ""):
            step["with"].setdefault("repository", "org/course")
    job.run(steps)
    return job


def results(job):
    folder = job.folder.parent / "artifact"
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


@pytest.fixture
def hostile(repositories, tmp_path):
    """A head that changes whatever might be used of it."""
    canary = tmp_path / "canary"
    plant = f"open({str(canary)!r}, 'w').write('ran')\n"
    evil = "name: grade\non: pull_request\njobs: {}\n"
    push(
        repositories["student/course"],
        {
            "exercises/w1/double.py": LOUD,
            "exercises/w1/test_double.py": plant + "def test_nothing(): pass\n",
            "exercises/w1/line_count.py": ("../../../base/solutions/w1/line_count.py",),
            "exercises/w1/conftest.py": plant,
            "exercises/conftest.py": plant,
            "exercises/w1/week.toml": "points = 1000\n",
            "conftest.py": plant,
            "sitecustomize.py": plant,
            "pytest.ini": "[pytest]\naddopts = --help\n",
            "course.toml": "seed = 99\n",
            "reference/w1/double.py": plant,
            "action.yml": "runs: {}\n",
            ".github/workflows/grade.yml": evil,
        },
    )
    return canary


def test_a_hostile_head_gets_what_it_deserves(repositories, shims, hostile, tmp_path):
    """Nothing of the head is used but answers: no test, conftest, workflow, course or link."""
    job = graded(tmp_path, repositories, shims)
    report = results(job)
    rulings = {
        check["name"]: check["ruling"] for one in report["exercises"] for check in one["checks"]
    }

    assert not hostile.exists()
    assert (report["student"], report["seed"]) == ("student", 1)
    assert rulings == {
        "of_three_numbers": "failed",
        "of_any_tensor": "failed",
        "of_nothing": "failed",
        "of_any_lines": "failed",
    }
    assert sorted(path.name for path in (job.folder / "head").iterdir()) == [".git", "exercises"]
    assert job.code == 1


def test_the_runner_obeys_only_us(repositories, shims, hostile, tmp_path):
    """Of all that was printed the runner obeys the annotations of the student's own lines."""
    job = graded(tmp_path, repositories, shims)
    commands = obeyed(job.log)
    (stop, _, token), *annotations = commands

    assert "forged" in job.log
    assert (stop, len(token)) == ("stop-commands", 32)
    assert len(annotations) == 4
    for name, properties, _ in annotations:
        assert name == "error"
        assert properties.startswith("file=exercises/w1/")
    line = LOUD.splitlines().index(
        "    raise ValueError(" + LOUD.split("raise ValueError(")[1].strip()
    )
    assert f"file=exercises/w1/double.py,line={line + 1},title=double%3A " in str(annotations)


def test_summary_and_outputs(repositories, shims, hostile, tmp_path):
    """The step summary is the Markdown report; nothing was written to the environment."""
    job = graded(tmp_path, repositories, shims)
    summary = (job.folder.parent / "summary").read_text(encoding="utf-8")

    assert summary.startswith("## Report: student\n")
    assert "\n::" not in summary
    assert not (job.folder.parent / "env").exists()
    artifact = sorted(path.name for path in (job.folder.parent / "artifact").iterdir())
    assert artifact == [
        "annotations.txt", "code.txt", "junit.xml", "report.html", "report.json", "report.md",
    ]  # fmt: skip


def test_only_what_changed_is_graded_and_only_once(repositories, shims, tmp_path):
    """One right answer passes the bar; the second run of the same commit finds it in the cache."""
    solution = (MINIATURE / "solutions" / "w1" / "double.py").read_text(encoding="utf-8")
    push(repositories["student/course"], {"exercises/w1/double.py": solution})

    first = graded(tmp_path, repositories, shims)
    (shims / "grader").write_text("#!/bin/sh\nexit 9\n")
    second = graded(tmp_path, repositories, shims, "second")

    assert [one["exercise"] for one in results(first)["exercises"]] == ["w1/double"]
    assert (first.code, second.code) == (0, 0)
    assert results(second) == results(first)
    assert first.log.count("w1") == 0 or "double" in first.log


def test_nothing_to_grade_is_no_failure(repositories, shims, tmp_path):
    """A pull request that changes no answer has an empty report, and passes."""
    push(repositories["student/course"], {"exercises/w1/test_double.py": "x = 1\n"})

    job = graded(tmp_path, repositories, shims)

    assert (job.code, results(job)["exercises"]) == (0, [])


def test_a_grader_that_fails_is_no_result(repositories, shims, tmp_path):
    """Where the grader cannot run there is no artifact to be read as somebody's result."""
    push(repositories["student/course"], {"exercises/w1/double.py": "x = 1\n"})
    (shims / "grader").write_text("#!/bin/sh\nexit 3\n")

    job = graded(tmp_path, repositories, shims)

    assert job.code == 3
    assert not (job.folder.parent / "artifact").exists()


# Which exercises a pull request is about


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({}, []),
        ({"w1/double.py": "x = 1"}, ["double"]),
        ({"w1/test_double.py": "x = 1", "w1/conftest.py": "", "w1/week.toml": ""}, []),
        ({"w1/helper.py": "x = 1"}, ["double", "line_count"]),
        ({"w1/double.py": ("nowhere",)}, ["double"]),
    ],
)
def test_what_a_change_is_about(tmp_path, files, names):
    """An answer, a helper beside answers, a script for whatever takes scripts; never a test."""
    course = catalogue.load(MINIATURE)
    shutil.copytree(MINIATURE / "exercises", tmp_path / "exercises")
    if "w1/helper.py" in files:  # beside answers, and no script
        (tmp_path / "exercises" / "w1" / "data").mkdir()
        files = {"w1/data/helper.py": files["w1/helper.py"]}
    for name, content in files.items():
        file = tmp_path / "exercises" / name
        file.unlink(missing_ok=True)
        if isinstance(content, tuple):
            file.symlink_to(content[0])
        else:
            file.write_text(content, encoding="utf-8")

    found = changed(intake.read(tmp_path, course), intake.read(MINIATURE, course), course.exercises)

    assert [exercise.name for exercise in found] == names


def test_a_script_may_answer_whatever_takes_scripts(tmp_path):
    """Its name does not tell: all exercises with homework are graded, and those that changed."""
    course = catalogue.load(ROOT)
    before, now = tmp_path / "before", tmp_path / "now"
    for folder in (before, now):
        (folder / "week5").mkdir(parents=True)
        (folder / "week5" / "old.py").write_text("x = 1", encoding="utf-8")
    (now / "week5" / "作业.py").write_text("x = 1", encoding="utf-8")

    found = changed(intake.read(now, course), intake.read(before, course), course.exercises)

    homework = [one for one in course.exercises if any(check.homework for check in one.checks)]
    assert list(found) == homework
    assert 0 < len(found) < len(course.exercises)


# The comment

GH = """#!{python}
import json, os, sys
from pathlib import Path

place, method = sys.argv[2].split("/", 3)[3], sys.argv[4]
body = json.load(sys.stdin) if "--input" in sys.argv else None
with open({log!r}, "a") as log:
    log.write(json.dumps([method, place, body]) + "\\n")
answers = json.loads(Path({answers!r}).read_text())
print(json.dumps(answers.get(place.partition("?")[0], None)))
"""


@pytest.fixture
def comment(shims, tmp_path):
    """Run comment.yml on an artifact; what it asked of GitHub."""

    def run(files, *, comments=(), changes=("exercises/w1/double.py",), sha="abc"):
        artifact = tmp_path / "comment" / "artifact"
        shutil.rmtree(artifact.parent, ignore_errors=True)
        (artifact.parent / "work").mkdir(parents=True)
        artifact.mkdir()
        for name, content in files.items():
            if isinstance(content, tuple):
                (artifact / name).symlink_to(content[0])
            else:
                (artifact / name).write_text(content, encoding="utf-8")
        log, answers = tmp_path / "calls", tmp_path / "answers"
        log.write_text("")
        answers.write_text(
            json.dumps(
                {
                    "pulls": [{"number": 7, "head": {"sha": sha}}],
                    "pulls/7/files": [{"filename": name} for name in changes],
                    "issues/7/comments": list(comments),
                }
            )
        )
        gh = shims / "gh"
        gh.write_text(GH.format(python=sys.executable, log=str(log), answers=str(answers)))
        gh.chmod(0o755)
        event = {
            "id": 1,
            "event": "pull_request",
            "head_sha": "abc",
            "head_branch": "b&state=closed",
            "html_url": "the-run",
            "head_repository": {"owner": {"login": "student"}},
        }
        github = {"event": {"workflow_run": event}, "token": "t", "repository": "org/course"}
        job = Job(artifact.parent / "work", {"github": github}, {}, shims, tmp_path)
        job.run(load(WORKFLOWS / "comment.yml")["jobs"]["comment"]["steps"])
        assert job.code == 0, job.log
        calls = [json.loads(line) for line in log.read_text().splitlines()]
        assert "pulls?state=open&head=student%3Ab%26state%3Dclosed" in [call[1] for call in calls]
        return [call for call in calls if call[0] != "GET"]

    return run


def test_one_comment_is_updated_in_place(comment):
    """The first result makes a comment, the next changes it; others' comments are left alone."""
    files = {"report.md": "## Report\n", "code.txt": "1\n"}
    theirs = {"id": 5, "user": {"login": "student"}, "body": "<!-- pytorch-grader --> mine"}
    ours = {"id": 6, "user": {"login": "github-actions[bot]"}, "body": "<!-- pytorch-grader -->\n"}

    (made, check), (updated, _) = (
        comment(files, comments=[theirs]),
        comment(files, comments=[theirs, ours]),
    )

    assert made == [
        "POST", "issues/7/comments", {"body": "<!-- pytorch-grader -->\n## Report\n"}
    ]  # fmt: skip
    assert updated[:2] == ["PATCH", "issues/comments/6"]
    assert (check[2]["conclusion"], check[2]["head_sha"]) == ("failure", "abc")


@pytest.mark.parametrize(
    ("code", "conclusion"), [("0", "success"), ("1", "failure"), ("3", "neutral")]
)
def test_the_conclusion_of_the_check(comment, code, conclusion):
    """Below the bar fails; where the course is at fault nobody fails."""
    *_, check = comment({"report.md": "x", "code.txt": f"{code}\n"})

    assert check[2]["conclusion"] == conclusion


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"report.md": "forged", "code.txt": "0; success"},
        {"report.md": (os.devnull,), "code.txt": "0"},
        {"report.md": ("/etc/passwd",), "code.txt": "0"},
    ],
)
def test_an_artifact_is_data(comment, files):
    """What is not a result is not taken for one, and no link is followed."""
    said, _ = comment(files)

    assert "Nothing was graded, see the run: the-run" in said[2]["body"]


def test_a_long_report_is_cut(comment):
    """GitHub takes 65,536 characters."""
    said, check = comment({"report.md": "段落 paragraph\n\n" * 9_000, "code.txt": "0"})

    assert len(said[2]["body"]) < 65_536
    assert said[2]["body"].endswith("…")
    assert len(check[2]["output"]["summary"]) < 65_536


def test_a_changed_workflow_is_not_believed(comment):
    """On `pull_request` GitHub runs the head's workflow files: their results count for nothing."""
    files = {"report.md": "full marks", "code.txt": "0"}
    said, check = comment(files, changes=("exercises/a.py", ".github/workflows/grade.yml"))

    assert "full marks" not in said[2]["body"]
    assert check[2]["conclusion"] == "action_required"


def test_an_older_commit_gets_no_comment(comment):
    """If the branch has moved on, the newer run will speak."""
    (check,) = comment({"report.md": "x", "code.txt": "0"}, sha="newer")

    assert check[1] == "check-runs"
