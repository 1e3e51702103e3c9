"""What code needs and cannot have where it is graded is told from its exception."""

from __future__ import annotations

import pytest

from grader.authoring import needs
from grader.sandbox.faults import Fault

FILE_ERROR = ["FileNotFoundError", "OSError", "Exception"]
IMPORT_ERROR = ["ModuleNotFoundError", "ImportError", "Exception"]


@pytest.mark.parametrize(
    ("types", "text", "note"),
    [
        (["URLError", "OSError"], "<urlopen error [Errno -3] Temporary failure>", needs.NETWORK),
        (["RuntimeError"], "It looks like there is no internet connection", needs.NETWORK),
        (["TclError"], "no display name and no $DISPLAY environment variable", needs.DISPLAY),
        (IMPORT_ERROR, "No module named '_tkinter'", needs.DISPLAY),
        (IMPORT_ERROR, "No module named 'PyQt5'", needs.DISPLAY),
        (["EOFError"], "EOF when reading a line", needs.INPUT),
        (["RuntimeError"], "Found no NVIDIA driver on your system.", needs.GPU),
        (["AssertionError"], "Torch not compiled with CUDA enabled", needs.GPU),
        (
            FILE_ERROR,
            "[Errno 2] No such file or directory: 'E:\\\\data\\\\CUDA.pth'",
            needs.WINDOWS.format(name="E:\\data\\CUDA.pth"),
        ),
        (
            FILE_ERROR,
            "[Errno 2] No such file or directory: '../data/猫.jpg'",
            needs.FILE.format(name="../data/猫.jpg"),
        ),
        (FILE_ERROR, "data/x.txt not found.", needs.FILE.format(name="data/x.txt")),
        (
            FILE_ERROR,
            "[Errno 30] Read-only file system: '/home/zhang'",
            needs.OUTSIDE.format(name="/home/zhang"),
        ),
        (["SyntaxError"], "invalid character '，' (U+FF0C)", needs.FULL_WIDTH.format(name="，")),
        (["SyntaxError"], "(unicode error) 'utf-8' codec can't decode byte", needs.ENCODING),
        (IMPORT_ERROR, "No module named 'cv2'", needs.PACKAGE.format(name="cv2")),
    ],
)
def test_what_is_missing_is_said(types, text, note):
    """One sentence names the thing; a file is a file whatever its name holds."""
    assert needs.notes(Fault(types, text)) == (note,)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(["KeyError"], "'No module named'"),
        Fault(["ValueError"], "expected 2, got 3"),
        Fault(["OSError"], "[Errno 28] No space left on device"),
        Fault(["ImportError"], "cannot import name 'LeNet2' from 'model.lenet'"),
    ],
)
def test_other_exceptions_speak_for_themselves(fault):
    """An exception about something else gets no such sentence."""
    assert needs.notes(fault) == ()
