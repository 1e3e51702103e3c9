"""Grading pull requests: the workflows, run step by step on real repositories with a hostile head."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader import catalogue, intake, words
from grader.commands.changes import changed
from tests.runner import OWN_RUN, Job, git, load, obeyed

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
        (
            "vendor.github-workflows",
            [*sorted(WORKFLOWS.glob("*.yml")), ROOT / "grader" / "kit" / "grade.yml"],
        ),
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

    assert grade["permissions"] == {"actions": "read", "contents": "read"}
    assert all("permissions" not in job for job in grade["jobs"].values())
    assert not [one for one in uses if "checkout" in one]


def cloned(tmp_path):
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


def shimmed(tmp_path):
    """Commands that a runner has: `grader` as this program; what would install does nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "grader": f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m grader.cli "$@"',
        "python": f'if [ "$2" = pip ]; then exit 0; fi\nexec "{sys.executable}" "$@"',
        "sudo": "exit 0",
        "gh": "exit 1",
    }
    for name, line in scripts.items():
        file = folder / name
        file.write_text(f"#!/bin/sh\n{line}\n")
        file.chmod(0o755)
    return folder


repositories, shims = (
    pytest.fixture(cloned, name="repositories"),
    pytest.fixture(shimmed, name="shims"),
)


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


@pytest.fixture
def hub(shims, tmp_path):
    """`gh api` with these answers, by place; the calls that were made of it."""
    log, answers = tmp_path / "calls", tmp_path / "answers"
    gh = shims / "gh"
    gh.write_text(GH.format(python=sys.executable, log=str(log), answers=str(answers)))
    gh.chmod(0o755)

    def answer(given):
        log.write_text("")
        answers.write_text(json.dumps(given))

    def calls():
        return [json.loads(line) for line in log.read_text().splitlines()]

    answer({})
    return SimpleNamespace(answer=answer, calls=calls)


def graded(tmp_path, repositories, shims, before=None):
    """Run grade.yml of the base on the fork's last commit; `before` are artifacts by run."""
    folder = tmp_path / "job" / "work"
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True)
    base, head = (git("-C", one, "rev-parse", "HEAD") for one in repositories.values())
    pull = {
        "number": 7,
        "user": {"login": "student"},
        "base": {"sha": base, "ref": "main"},
        "head": {"sha": head, "repo": {"full_name": "student/course"}},
    }
    event = {"pull_request": pull, "repository": {"default_branch": "main"}}
    context = {
        "github": {"event": event, "repository": "org/course", "token": "t"},
        "vars": {"FAIL_UNDER": "60", "GRADER_LANG": "en"},
    }
    places = {"": repositories["org/course"], **repositories}
    job = Job(folder, context, places, shims)
    if before:
        shutil.copytree(before, job.artifacts)
    workflow = load(WORKFLOWS / "grade.yml")
    steps = workflow["jobs"]["grade"]["steps"]
    for step in steps:
        if "checkout" in step.get("uses", ""):
            step["with"].setdefault("repository", "org/course")
    job.run(steps)
    return job


def artifact(job):
    return job.artifacts / OWN_RUN / "results"


def results(job):
    return json.loads((artifact(job) / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The job on a head that changes whatever might be used of it, and what exists if it was used."""
    tmp_path = tmp_path_factory.mktemp("hostile")
    repositories, canary = cloned(tmp_path), tmp_path / "canary"
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
    return graded(tmp_path, repositories, shimmed(tmp_path)), canary


def test_a_hostile_head_gets_what_it_deserves(hostile):
    """Nothing of the head is used but answers: no test, conftest, workflow, course or link."""
    job, canary = hostile
    report = results(job)
    rulings = {
        check["name"]: check["ruling"] for one in report["exercises"] for check in one["checks"]
    }

    assert not canary.exists()
    assert (report["student"], report["seed"]) == ("student", 1)
    assert rulings == {
        "of_three_numbers": "failed",
        "of_any_tensor": "failed",
        "of_nothing": "failed",
        "of_any_lines": "failed",
    }
    assert sorted(path.name for path in (job.folder / "head").iterdir()) == [".git", "exercises"]
    assert job.code == 1


def test_the_runner_obeys_only_us(hostile):
    """Of all that was printed the runner obeys the annotations of the student's own lines."""
    job, _ = hostile
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


def test_summary_and_outputs(hostile):
    """The step summary is the Markdown report; nothing was written to the environment."""
    job, _ = hostile
    summary = (job.folder.parent / "summary").read_text(encoding="utf-8")

    assert summary.startswith("## Report: student\n")
    assert "\n::" not in summary
    assert not (job.folder.parent / "env").exists()
    assert sorted(path.name for path in artifact(job).iterdir()) == [
        "annotations.txt", "code.txt", "gradebook.db", "junit.xml",
        "report.html", "report.json", "report.md",
    ]  # fmt: skip


def test_only_what_changed_is_graded(repositories, shims, tmp_path):
    """One right answer passes the bar, though the other exercise was never begun."""
    solution = (MINIATURE / "solutions" / "w1" / "double.py").read_text(encoding="utf-8")
    push(repositories["student/course"], {"exercises/w1/double.py": solution})

    job = graded(tmp_path, repositories, shims)

    assert job.code == 0
    assert [one["exercise"] for one in results(job)["exercises"]] == ["w1/double"]


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
    assert not artifact(job).exists()


# GitLab, as docs/ci.md has it


@pytest.fixture
def gitlab(tmp_path):
    """The job file of the documentation."""
    file = tmp_path / ".gitlab-ci.yml"
    blocks = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8").split("```yaml\n")[1:]
    (text,) = (one.partition("```")[0] for one in blocks if "CI_PROJECT_DIR" in one)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_job_of_gitlab_has_its_schema(gitlab):
    """It is what GitLab's own schema describes."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]

    done = subprocess.run([*command, gitlab], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_job_of_gitlab_grades(gitlab, repositories, shims, tmp_path):
    """A gradebook that was pushed is thrown away, that of the cache is gone on with."""
    course, fork = repositories["org/course"], repositories["student/course"]
    wrong = "def double(x):\n    return x\n"
    push(fork, {"exercises/w1/double.py": wrong, ".graded/gradebook.db": "forged"})
    for name in ("apt-get", "pip"):
        (shims / name).write_text("#!/bin/sh\n")
        (shims / name).chmod(0o755)
    lines = [one for one in load(gitlab)["grade"]["script"] if "git clone" not in one]
    script = "\n".join(lines).replace("/course", str(course))
    environment = {
        **os.environ,
        "PATH": f"{shims}:{os.environ['PATH']}",
        "CI_PROJECT_DIR": str(fork),
        "GITLAB_USER_LOGIN": "student",
    }

    def run():
        command = ["bash", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=fork, env=environment, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    first = run()
    git("-C", fork, "rm", "--quiet", "-r", "--cached", ".graded")
    git("-C", fork, "commit", "--quiet", "--message", "without")
    second = run()

    assert (first.returncode, second.returncode) == (1, 1), first.stdout + second.stdout
    assert ("--fresh" in first.stdout, "--fresh" in second.stdout) == (False, True)
    assert json.loads((fork / "quality.json").read_text("utf-8"))
    assert (fork / "junit.xml").is_file()
    assert (fork / "report.html").is_file()


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
import json, sys
from pathlib import Path

place, method = sys.argv[2].split("/", 3)[3], (sys.argv[4:] or ["GET"])[0]
body = json.load(sys.stdin) if "--input" in sys.argv else None
with open({log!r}, "a") as log:
    log.write(json.dumps([method, place, body]) + "\\n")
answers = json.loads(Path({answers!r}).read_text())
print(json.dumps(answers.get(place, answers.get(place.partition("?")[0]))))
"""
OURS, THEIRS = "1" * 40, "2" * 40
"""The trees of two .github folders."""
BASE = "b" * 40
WORDS = base64.encodebytes((ROOT / "grader" / "words.py").read_bytes()).decode()


def tree(workflows):
    return {"tree": [{"path": ".github", "sha": workflows}], "truncated": False}


def pull_request(number=7, sha="abc", ref="main"):
    return {"number": number, "head": {"sha": sha}, "base": {"ref": ref}}


@pytest.fixture
def comment(shims, hub, tmp_path):
    """Run comment.yml on an artifact: what it asked of GitHub, and what it kept."""

    def run(
        files,
        *,
        comments=(),
        workflows=OURS,
        truncated=False,
        pulls=(pull_request(),),
        title=f"7 main {BASE}",
        lang="en",
    ):
        room = tmp_path / "comment"
        shutil.rmtree(room, ignore_errors=True)
        (room / "work").mkdir(parents=True)
        artifact = room / "artifacts" / "1" / "results"
        artifact.mkdir(parents=True)
        for name, content in files.items():
            if isinstance(content, tuple):
                (artifact / name).symlink_to(content[0])
            elif isinstance(content, bytes):
                (artifact / name).write_bytes(content)
            else:
                (artifact / name).write_text(content, encoding="utf-8")
        hub.answer(
            {
                "pulls": pulls,
                "contents/grader/words.py": {"content": WORDS},
                "compare/main...abc": {"merge_base_commit": {"sha": "common"}},
                "compare/old...abc": {"merge_base_commit": {"sha": "common"}},
                "git/trees/common": tree(OURS),
                "git/trees/abc": tree(workflows) | {"truncated": truncated},
                **{f"issues/{one['number']}/comments": comments for one in pulls},
            }
        )
        event = {
            "id": 1,
            "event": "pull_request",
            "display_title": title,
            "head_sha": "abc",
            "head_branch": "b&state=closed",
            "html_url": "the-run",
            "head_repository": {"owner": {"login": "student"}},
        }
        github = {"event": {"workflow_run": event}, "token": "t", "repository": "org/course"}
        job = Job(room / "work", {"github": github, "vars": {"GRADER_LANG": lang}}, {}, shims)
        job.run(load(WORKFLOWS / "comment.yml")["jobs"]["comment"]["steps"])
        assert job.code == 0, job.log
        calls = hub.calls()
        assert "pulls?state=open&head=student%3Ab%26state%3Dclosed" in [call[1] for call in calls]
        kept = job.artifacts / OWN_RUN
        run.kept = sorted(path.name for path in kept.iterdir()) if kept.exists() else []
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
    for lang in ("zh", "en"):
        said, check = comment(files, lang=lang)

        assert words.NOTHING_GRADED[lang].format(run="the-run") in said[2]["body"]
        assert check[2]["conclusion"] == "neutral"


def test_a_long_report_is_cut(comment):
    """GitHub takes 65,536 characters."""
    said, check = comment({"report.md": "段落 paragraph\n\n" * 9_000, "code.txt": "0"})

    assert len(said[2]["body"]) < 65_536
    assert said[2]["body"].endswith("…")
    assert len(check[2]["output"]["summary"]) < 65_536


BELIEVED = {"report.md": "full marks", "code.txt": "0", "gradebook.db": b"x"}


@pytest.mark.parametrize("change", [{"workflows": THEIRS}, {"truncated": True}])
def test_a_changed_workflow_is_not_believed(comment, change):
    """On `pull_request` GitHub runs the head's workflow files: their results count for nothing."""
    said, check = comment(BELIEVED, **change)

    assert said[2]["body"].endswith(words.WORKFLOW_CHANGED["en"])
    assert check[2]["conclusion"] == "action_required"
    assert comment.kept == []


def test_an_older_commit_gets_nothing(comment):
    """If the branch has moved on, nobody can tell whose workflow ran; the newer run will speak."""
    assert comment(BELIEVED, pulls=[pull_request(sha="newer")]) == []
    assert comment.kept == []


def test_the_run_tells_which_pull_request_it_graded(comment):
    """One head may be handed in twice, against another branch, with another grader."""
    twice = [pull_request(), pull_request(8, ref="old")]

    said, _ = comment(BELIEVED, pulls=twice, title=f"8 old {BASE} x")
    kept = comment.kept

    assert said[1] == "issues/8/comments"
    assert kept == [f"graded-8-{BASE}"]
    assert comment(BELIEVED, title=f"7 old {BASE}") == []
    assert comment(BELIEVED, title="Homework") == []


# What was graded before


@pytest.mark.parametrize(
    "files",
    [
        {**BELIEVED, "code.txt": "4"},
        {**BELIEVED, "gradebook.db": ("/etc/passwd",)},
        {"report.md": "full marks", "code.txt": "0"},
    ],
)
def test_what_is_not_believed_is_not_kept(comment, files):
    """Only a gradebook beside a result, and no link."""
    comment(files)

    assert comment.kept == []


RUN = {
    "event": "workflow_run",
    "path": ".github/workflows/comment.yml",
    "head_branch": "main",
}


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (RUN, "12"),
        ({**RUN, "path": ".github/workflows/comment.yml@main"}, "12"),
        ({**RUN, "event": "pull_request"}, ""),
        ({**RUN, "path": ".github/workflows/grade.yml"}, ""),
        ({**RUN, "head_branch": "evil"}, ""),
    ],
)
def test_only_the_comment_workflow_is_trusted(shims, hub, tmp_path, made, found):
    """Of its runs the newest with such an artifact; any run may choose an artifact's name."""
    artifacts = [
        {"workflow_run": {"id": run}, "created_at": f"2026-01-{run}", "expired": run == 14}
        for run in (12, 13, 14, 11)
    ]
    pull = {"number": 7, "base": {"sha": BASE}}
    hub.answer(
        {
            f"actions/artifacts?name=graded-7-{BASE}": {"artifacts": artifacts},
            "actions/runs/11": {**RUN, "event": "push"},
            "actions/runs/12": made,
            "actions/runs/13": {**RUN, "event": "push"},
        }
    )
    event = {"pull_request": pull, "repository": {"default_branch": "main"}}
    job = Job(tmp_path, {"github": {"event": event, "repository": "org/course"}}, {}, shims)
    steps = load(WORKFLOWS / "grade.yml")["jobs"]["grade"]["steps"]

    known = job.run([step for step in steps if step.get("id") == "before"])

    assert known["before"]["outputs"] == {"run": found}
    assert [call[1] for call in hub.calls()][1:3] == ["actions/runs/13", "actions/runs/12"]


def test_what_was_graded_is_not_graded_again(repositories, shims, hub, comment, tmp_path):
    """From push to push, through comment.yml."""
    fork, kept = repositories["student/course"], tmp_path / "before"
    solution = (MINIATURE / "solutions" / "w1" / "double.py").read_text(encoding="utf-8")
    push(fork, {"exercises/w1/double.py": solution})
    first = graded(tmp_path, repositories, shims)
    title = first.filled(load(WORKFLOWS / "grade.yml")["run-name"])
    comment({file.name: file.read_bytes() for file in artifact(first).iterdir()}, title=title)
    shutil.copytree(tmp_path / "comment" / "artifacts" / OWN_RUN, kept / "12")
    score = results(first)["score"]
    push(fork, {"exercises/w2/later.py": "x = 1\n"})
    found = {"workflow_run": {"id": 12}, "created_at": "2026-01-12", "expired": False}
    (name,) = comment.kept
    hub.answer(
        {
            f"actions/artifacts?name={name}": {"artifacts": [found]},
            "actions/runs/12": RUN,
        }
    )

    second = graded(tmp_path, repositories, shims, kept)

    assert "whose verdicts are shown again: 1." not in first.log
    assert "whose verdicts are shown again: 1." in second.log
    assert (second.code, results(second)["score"]) == (0, score)
