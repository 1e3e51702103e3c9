"""Nobody else pays: an honest submission gets exactly what it gets without hostile ones around."""

from __future__ import annotations

import concurrent.futures
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

HERE = Path(__file__).resolve().parent
MINIATURE = HERE / "course"
HONEST = {
    "right": "def double(x):\n    return x + x\n",
    "wrong": "def double(x):\n    return x * x\n",
    "raises": "import torch\n\ndef double(x):\n    return torch.cat([x, x], dim=7)\n",
    "in_place": "def double(x):\n    print('doubling', x)\n    return x.mul_(2).tolist()\n",
}
HOSTILE = """
    exit_in_call exit_kills_itself exit_closes_channel exit_segfault cheat_by_changing_errors
    memory_one_huge_tensor memory_thread_bomb disk_many_files patch_builtins patch_torch
""".split()
COPIES = 10


def graded(files: list[Path], tier: str) -> dict[Path, list[str]]:
    """The report of each file, graded in one session, without what a clock says."""
    words = ["--course", MINIATURE, "--isolation", tier, "--exercise", "w1/double"]
    finished = subprocess.run(
        [sys.executable, HERE / "drive.py", *words, "--seconds", "2", "--megabytes", "512", *files],
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    lines = [json.loads(line) for line in finished.stdout.splitlines()]
    reports = [line["written"].splitlines() for line in lines if "written" in line]
    timeless = [[one for one in report if '"seconds"' not in one] for report in reports]
    return dict(zip(files, timeless, strict=True))


def test_honest_among_hostile(tmp_path: Path) -> None:
    """Forty honest answers, ten hostile ones between them: each report is what it is without them."""
    honest = []
    for name, source in HONEST.items():
        for copy in range(COPIES):
            file = tmp_path / str(copy) / f"{name}.py"
            file.parent.mkdir(exist_ok=True)
            file.write_text(source)
            honest.append(file)
    batch = [*honest, *(HERE / "attacks" / f"{name}.py" for name in HOSTILE)]
    random.Random(1).shuffle(batch)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        together = pool.submit(graded, batch, "full")
        alone = pool.submit(graded, honest[::COPIES], "full")
        expected = {file.name: report for file, report in alone.result().items()}

    assert {file: together.result()[file] for file in honest} == {
        file: expected[file.name] for file in honest
    }
    assert len({json.dumps(report) for report in expected.values()}) == len(HONEST)
