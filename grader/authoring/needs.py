"""What code asked for that is not there where it is graded, told from its exception."""

from __future__ import annotations

import re

from grader.model import Text
from grader.sandbox.faults import Fault

NETWORK = Text(
    "代码要用网络，评阅时没有网络：请去掉下载，数据随作业一起交",
    "the code needs the network, and there is none while grading: leave the download out and hand"
    " in small data with the code",
)
DISPLAY = Text(
    "代码要打开窗口，评阅时没有显示器：请用默认的后端调用 plt.show()，或保存成图片",
    "the code needs a display, and there is none while grading: use plt.show() with the default"
    " back end, or save the picture",
)
INPUT = Text(
    "代码用 input() 等待输入，评阅时没有人输入：请把值写在代码里",
    "the code waits for input(), and nobody types while grading: write the value into the code",
)
GPU = Text(
    "代码需要 GPU，评阅的机器上没有：请用"
    ' torch.device("cuda" if torch.cuda.is_available() else "cpu")',
    "the code needs a GPU, and there is none while grading: use"
    ' torch.device("cuda" if torch.cuda.is_available() else "cpu")',
)
WINDOWS = Text(
    "代码要读的 {name} 是一台 Windows 电脑上的绝对路径：请把文件随作业一起交，用相对路径读取",
    "the code reads {name}, an absolute path of a Windows computer: hand the file in with the code"
    " and use a relative path",
)
FILE = Text(
    "代码要读的 {name} 不在作业里：请把这个（较小的）文件随作业一起交，用相对路径读取",
    "the code reads {name}, which was not handed in: hand in this file, if it is small, and use"
    " a relative path",
)
OUTSIDE = Text(
    "代码要写的 {name} 在作业的文件夹之外：请用相对路径，如 runs",
    "the code writes to {name}, outside of its own folder: use a relative path, such as runs",
)
PACKAGE = Text(
    "代码导入的 {name} 评阅时没有安装：请改用课程所用的库，或把这个文件随作业一起交",
    "the code imports {name}, which is not installed where it is graded: use the libraries of the"
    " course, or hand the file in with the code",
)

FULL_WIDTH = Text(
    "代码里有全角标点“{name}”：请在英文输入法下改成半角标点",
    "there is a full-width '{name}' in the code: type it as an ordinary ASCII sign",
)
ENCODING = Text(
    "文件不是 UTF-8 编码：请另存为 UTF-8",
    "the file is not encoded in UTF-8: save it as UTF-8",
)

_WINDOWS_PATH = re.compile(r"'([A-Za-z]:[\\/][^']*)'")
_MISSING = re.compile(
    r"(?:No such file or directory|no such pictures): ['\"]?([^'\"]+)|^(\S+) not found\.$"
)
_OUTSIDE = re.compile(r"(?:Read-only file system|Permission denied): '(/[^']*)'")
_TOOLKITS = "_?tkinter|PyQt|PySide"
_MODULE = re.compile(rf"No module named '(?!{_TOOLKITS})([^']+)'")
_FULL_WIDTH = re.compile(
    r"invalid (?:non-printable )?character '([\uff01-\uff5e、。《》“”‘’【】])'"
)
_SIGNS = (
    (re.compile(r"\(unicode error\) 'utf-8' codec can't decode"), ENCODING),
    (
        re.compile(
            r"urlopen error|name resolution|no internet connection|Network is unreachable"
            r"|Max retries exceeded|Name or service not known|Connection refused"
        ),
        NETWORK,
    ),
    (
        re.compile(
            rf"no display|\$DISPLAY|interactive framework|X server|No module named '({_TOOLKITS})"
        ),
        DISPLAY,
    ),
    (re.compile(r"EOF when reading a line"), INPUT),
    (re.compile(r"NVIDIA|CUDA|Invalid device id"), GPU),
)


def notes(fault: Fault) -> tuple[Text, ...]:
    """The one sentence that explains the exception, or none."""
    named = ((_WINDOWS_PATH, WINDOWS), (_MISSING, FILE), (_OUTSIDE, OUTSIDE), (_MODULE, PACKAGE))
    if found := _FULL_WIDTH.search(fault.text):
        return (FULL_WIDTH.format(name=found[1]),)
    if not {"OSError", "ImportError"}.isdisjoint(fault.types):
        for sign, text in named:
            if found := sign.search(fault.text):
                return (text.format(name=found[found.lastindex or 0].replace("\\\\", "\\")),)
    return next(((text,) for sign, text in _SIGNS if sign.search(fault.text)), ())
