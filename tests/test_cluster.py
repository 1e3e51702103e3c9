"""The same class on a Dask cluster: a real scheduler and workers, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from grader.gradebook.book import Gradebook
from tests.test_batch import MINIATURE, ROOT, answers, batch, of_session, without_times

pytest.importorskip("distributed", reason="Dask is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")


def dask(*words):
    """A process of Dask's, with a session of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, words)], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


@pytest.fixture
def cluster(tmp_path):
    """The scheduler's address and two workers, without nannies that would start them again."""
    file = tmp_path / "scheduler.json"
    here = ("--scheduler-file", file)
    ends = [dask("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", *here)]
    try:
        while not file.exists():
            assert ends[0].poll() is None
            time.sleep(0.1)
        options = ("--nthreads", 1, "--no-nanny", "--no-dashboard", "--local-directory", tmp_path)
        ends += [dask("worker", *here, *options) for _ in range(2)]
        from distributed import Client

        with Client(scheduler_file=str(file)) as client:
            client.wait_for_workers(2, timeout=120)
            address = client.scheduler.address
        yield address, ends[1:]
    finally:
        for process in ends:
            process.terminate()
            process.wait(60)


def test_a_worker_that_is_killed_loses_nothing(tmp_path, cluster):
    """Each student is in the gradebook once, with the verdicts that -j 1 finds."""
    address, workers = cluster
    values = ["2 * x", "x * x", "x + x", "None", "3 * x", "x", "x + x + 0", "-x"]
    folder = answers(tmp_path / "class", *values)
    words = [folder, "--gradebook", tmp_path / "book.db", "--course", MINIATURE, "--lang", "en"]
    process = subprocess.Popen(
        [*map(str, [sys.executable, "-m", "grader.cli", "batch", *words, "--cluster", address])],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    for line in process.stderr:
        if line.startswith("[2/"):
            break
    workers[0].kill()
    process.communicate(timeout=300)
    batch(folder, tmp_path / "alone.db", "-j", 1)
    deadline = time.monotonic() + 60
    while of_session(workers[0].pid) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert process.returncode == 0
    assert without_times(tmp_path / "book.db") == without_times(tmp_path / "alone.db")
    with Gradebook(str(tmp_path / "book.db")) as gradebook:
        assert len(gradebook.lines(1)) == len(values)
    assert of_session(workers[0].pid) == []


@pytest.mark.parametrize("place", ["local:none", "tcp://127.0.0.1:1", "nonsense"])
def test_a_cluster_that_is_not_there_is_said(tmp_path, place):
    """A sentence and exit code 3, and the run can go on elsewhere."""
    folder = answers(tmp_path / "class", "2 * x")

    finished = batch(folder, tmp_path / "book.db", "--cluster", place)

    assert finished.returncode == 3
    assert f"the cluster {place} cannot be used" in finished.stderr
    assert "Traceback" not in finished.stderr
