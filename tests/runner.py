"""As much of GitHub's runner as the workflows here need: steps in order, files, expressions, commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
COMMAND = re.compile(r"\s*::([\w-]+)(?: (.*?))?::(.*)|.*##\[([\w-]+)")
OWN_RUN = "own"
SHELLS = {
    "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
    "python": [sys.executable],
}


def load(file: Path) -> dict:
    return YAML(typ="safe").load(file)


def obeyed(log: str) -> list[tuple[str, str, str]]:
    """The commands that the runner would carry out: name, properties, data."""
    found, stopped = [], None
    for line in log.splitlines():
        match = COMMAND.match(line)
        if stopped is not None:
            stopped = None if line.strip() == f"::{stopped}::" else stopped
        elif match:
            name, properties, data, old = match.groups()
            if name == "stop-commands":
                stopped = data
            found.append((name or old, properties or "", data or ""))
    return found


@dataclass
class Job:
    """One job in a folder of its own; `repositories` are git repositories by name."""

    folder: Path
    context: dict
    repositories: dict[str, Path]
    shims: Path
    environment: dict[str, str] = field(default_factory=dict)
    log: str = ""
    code: int = 0
    steps: dict[str, dict] = field(default_factory=dict)

    @property
    def artifacts(self) -> Path:
        """By run and name; those of this run under OWN_RUN."""
        return self.folder.parent / "artifacts"

    def run(self, steps: list[dict], inputs: dict | None = None, action: Path | None = None):
        """Carry out the steps; the first that fails ends the job."""
        known: dict[str, dict] = {}
        context = {
            **self.context,
            "steps": known,
            "inputs": inputs or {},
            "github": {**self.context["github"], "action_path": str(action or "")},
        }
        for step in steps:
            if self.code or not self._truth(step.get("if", ""), context):
                continue
            outputs = self._step(step, context)
            if step.get("continue-on-error"):
                self.code = 0
            known[step.get("id", "")] = {"outputs": outputs}
        return known

    def filled(self, text: str) -> str:
        """A text of the workflow outside of its steps."""
        return self._text(text, self.context)

    def _step(self, step: dict, context: dict) -> dict:
        given = {
            name: self._text(str(text), context) for name, text in step.get("with", {}).items()
        }
        uses = step.get("uses", "").partition("@")[0]
        match uses:
            case "":
                return self._command(step, context)
            case "actions/checkout":
                self._checkout(given)
            case "actions/upload-artifact":
                source = self.folder / given["path"]
                room = self.artifacts / OWN_RUN / given["name"]
                room.mkdir(parents=True)
                for file in source.iterdir() if source.is_dir() else [source]:
                    shutil.copy(file, room)
            case "actions/download-artifact":
                source = self.artifacts / given["run-id"] / given["name"]
                shutil.copytree(source, self.folder / given["path"], symlinks=True)
            case "actions/setup-python":
                pass
            case _ if uses.startswith("./"):
                return self._action(self.folder / uses, given, context)
            case _:
                raise AssertionError(f"unknown action: {uses}")
        return {}

    def _action(self, place: Path, given: dict, context: dict) -> dict:
        action = load(place / "action.yml")
        inputs = {name: one.get("default", "") for name, one in action["inputs"].items()} | given
        known = self.run(action["runs"]["steps"], inputs, place)
        inner = {**context, "steps": known}
        return {name: self._text(one["value"], inner) for name, one in action["outputs"].items()}

    def _command(self, step: dict, context: dict) -> dict:
        assert "${{" not in step["run"], "expressions belong into env, where they cannot be code"
        script = self.folder.parent / "step"
        script.write_text(step["run"], encoding="utf-8")
        outputs = self.folder.parent / "outputs"
        outputs.write_text("")
        environment = {
            **os.environ,
            "PATH": f"{self.shims}:{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(self.folder.parent / "summary"),
            "GITHUB_ENV": str(self.folder.parent / "env"),
            **self.environment,
            **{name: self._text(str(text), context) for name, text in step.get("env", {}).items()},
        }
        done = subprocess.run(
            [*SHELLS[step["shell"]], str(script)],
            cwd=self.folder, env=environment, text=True, timeout=300, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.log += done.stdout
        self.code = done.returncode
        lines = outputs.read_text(encoding="utf-8").splitlines()
        return dict(line.partition("=")[::2] for line in lines)

    def _checkout(self, given: dict) -> None:
        place = self.folder / given["path"]
        git("clone", "--quiet", "--no-checkout", self.repositories[given["repository"]], place)
        if patterns := given.get("sparse-checkout"):
            git("-C", place, "sparse-checkout", "set", "--no-cone", *patterns.split())
        git("-C", place, "checkout", "--quiet", given["ref"])

    def _text(self, text: str, context: dict) -> str:
        return EXPRESSION.sub(lambda found: str(self._value(found[1], context)), text)

    def _truth(self, condition: str, context: dict) -> bool:
        if not condition:
            return True
        for part in condition.split("||"):
            left, sign, right = re.split("([!=]=)", part)
            same = str(self._value(left, context)) == str(self._value(right, context))
            if same == (sign == "=="):
                return True
        return False

    def _value(self, expression: str, context: dict):
        for part in map(str.strip, expression.split("||")):
            if part.startswith("'"):
                return part.strip("'")
            value = context
            for name in part.split("."):
                value = value.get(name, {})
            if value not in ({}, ""):
                return value
        return ""


def git(*words) -> str:
    """A git command of ours, deaf to the configuration of the machine."""
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@t",
        "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@t",
    }  # fmt: skip
    done = subprocess.run(
        ["git", *map(str, words)], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.strip()
