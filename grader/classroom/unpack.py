"""A zip or tar that a student handed in becomes files in a folder.

Only regular files come out of it, by names that stay inside the folder; links and special
files are left out and named. Count and size are capped by what is really written. A
process with limits does it (`limited`), since headers may claim anything.
"""

from __future__ import annotations

import json
import stat
import struct
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from grader import limited
from grader.intake import Unreadable
from grader.model import Text

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
FOREIGN = (".rar", ".7z")
MAX_FILES = 5_000
MAX_BYTES = 128 << 20
MAX_NAME = 200
"""Characters of the name of a member that is shown; a header may give it megabytes."""
PASSED_OVER = "__MACOSX"
CHUNK = 1 << 16

DAMAGED = Text(
    "{archive}：压缩包已损坏，或不是 zip、tar：请重新打包上交",
    "{archive}: the archive is damaged, or neither zip nor tar: pack it anew and hand it in again",
)
PROBLEMS = {
    "encrypted": Text(
        "{archive}：压缩包有密码：请交不加密的 zip",
        "{archive}: the archive asks for a password: hand in a zip without one",
    ),
    "outside": Text(
        "{archive}：压缩包里的路径指向文件夹之外，没有解开",
        "{archive}: a path in the archive leads out of its folder; nothing was unpacked",
    ),
    "large": Text(
        "{archive}：压缩包里的文件过多或过大（上限 {files} 个文件、{megabytes} MiB）："
        "请只交代码和少量数据",
        "{archive}: the archive holds too many or too large files (at most {files} files and"
        " {megabytes} MiB): hand in code and small data only",
    ),
}
RAR = Text(
    "{archive}：rar 和 7z 无法读取：请交 zip",
    "{archive}: rar and 7z cannot be read: hand in a zip",
)
LEFT_OUT = Text(
    "压缩包里的链接和特殊文件没有解开：{names}",
    "links and special files of the archive were left out: {names}",
)


def unpack(archive: Path, folder: Path) -> tuple[datetime | None, tuple[Text, ...]]:
    """Unpack into an empty folder: the time of the newest member, and what was left out.

    Raises:
        Unreadable: nothing came out of it; the sentence says why.
    """
    if archive.name.lower().endswith(FOREIGN):
        raise Unreadable(RAR.format(archive=archive.name))
    try:
        said = json.loads(limited.run("grader.classroom.unpack", str(archive), str(folder)))
    except (limited.Failed, ValueError):
        raise Unreadable(DAMAGED.format(archive=archive.name)) from None
    if problem := said.get("problem"):
        sentence = PROBLEMS[problem]
        raise Unreadable(
            sentence.format(archive=archive.name, files=MAX_FILES, megabytes=MAX_BYTES >> 20)
        )
    notes = (LEFT_OUT.format(names=", ".join(said["left_out"])),) if said["left_out"] else ()
    newest = said["newest"]
    return datetime.fromtimestamp(newest, UTC) if newest else None, notes


class _Refused(Exception):
    """One of PROBLEMS."""


class _Member:
    """A regular file of an archive."""

    def __init__(self, name: str, time: float, opened: Callable[[], IO[bytes] | None]) -> None:
        self.name = name
        self.time = time
        self.opened = opened


def _extract(archive: str, folder: Path) -> dict[str, Any]:
    left_out: list[str] = []
    newest, written, now = 0.0, 0, time.time()
    members = (_zip if zipfile.is_zipfile(archive) else _tar)(archive, left_out)
    for count, member in enumerate(members):
        target = folder.joinpath(*_inside(member.name))
        if count >= MAX_FILES:
            raise _Refused("large")
        target.parent.mkdir(parents=True, exist_ok=True)
        source = member.opened()
        if source is None:
            continue
        with source, open(target, "wb") as file:
            while data := source.read(min(CHUNK, MAX_BYTES + 1 - written)):
                written += file.write(data)
                if written > MAX_BYTES:
                    raise _Refused("large")
        newest = max(newest, min(member.time, now))
    return {"newest": newest, "left_out": [name[:MAX_NAME] for name in left_out[:5]]}


def _zip(archive: str, left_out: list[str]) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as opened:
        infos = [info for info in opened.infolist() if not info.is_dir()]
        if sum(info.file_size for info in infos) > MAX_BYTES:
            raise _Refused("large")
        for info in infos:
            name, kind = _name(info), stat.S_IFMT(info.external_attr >> 16)
            if _passed_over(name):
                continue
            if kind not in {0, stat.S_IFREG}:
                left_out.append(name)
                continue
            if info.flag_bits & 1:
                raise _Refused("encrypted")
            yield _Member(name, _time(info), partial(opened.open, info))


def _tar(archive: str, left_out: list[str]) -> Iterator[_Member]:
    with tarfile.open(archive) as opened:
        declared = 0
        for info in opened:
            declared += info.size
            if declared > MAX_BYTES:
                raise _Refused("large")
            if info.isdir() or _passed_over(info.name):
                continue
            if not info.isreg():
                left_out.append(info.name)
                continue
            yield _Member(info.name, info.mtime, partial(opened.extractfile, info))


def _name(info: zipfile.ZipInfo) -> str:
    """Chinese names that Windows packs are in GBK and not marked; macOS does not mark UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
    return info.filename


def _time(info: zipfile.ZipInfo) -> float:
    """Unix time where the packer wrote it, else the DOS time, which is local."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == 0x5455 and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return float(struct.unpack_from("<i", extra, 5)[0])
        extra = extra[4 + size :]
    try:
        return datetime(*info.date_time).timestamp()
    except ValueError:
        return 0.0


def _passed_over(name: str) -> bool:
    path = PurePosixPath(name)
    return PASSED_OVER in path.parts or path.name.startswith("._")


def _inside(name: str) -> tuple[str, ...]:
    """The parts of a path that stays inside."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", "."}]
    if not parts or ".." in parts or parts[0].endswith(":"):
        raise _Refused("outside")
    return tuple(parts)


def _main(archive: str, folder: str) -> dict[str, Any]:
    limited.limit()
    try:
        return _extract(archive, Path(folder))
    except _Refused as refused:
        return {"problem": str(refused)}


if __name__ == "__main__":
    print(json.dumps(_main(*sys.argv[1:])))
