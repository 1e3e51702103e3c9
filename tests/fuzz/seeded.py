"""The command line of a harness: 20 seconds from the seeds beside it, unless told otherwise."""

import sys
import tempfile
from pathlib import Path


def arguments(folder: str) -> list[str]:
    """Options of libFuzzer; what stands on the command line comes last and wins.

    An input that is found is written to the folder for temporary files.
    """
    seeds = sorted((Path(__file__).parent / folder).iterdir())
    own = ["-max_total_time=20", "-timeout=10", f"-artifact_prefix={tempfile.gettempdir()}/"]
    own.append(f"-seed_inputs={','.join(map(str, seeds))}")
    return [sys.argv[0], *own, *sys.argv[1:]]
