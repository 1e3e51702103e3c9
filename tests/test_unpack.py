"""Archives of students: what comes out, and what never does."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader import intake
from grader.classroom import unpack

SOURCE = b"def double(x):\n    return 2 * x\n"


@pytest.fixture
def out(tmp_path):
    """An empty folder, with a file above it that nothing may touch."""
    (tmp_path / "above.py").write_bytes(b"mine")
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def zipped(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, **options)
    return path


def tarred(path, *members):
    """Members: a name and bytes, or a TarInfo."""
    with tarfile.open(path, "w") as archive:
        for one in members:
            info, content = (
                (one, b"")
                if isinstance(one, tarfile.TarInfo)
                else (tarfile.TarInfo(one[0]), one[1])
            )
            if content:
                info.size = len(content)
            info.mtime = 1_700_000_000
            archive.addfile(info, io.BytesIO(content))
    return path


def refusal(archive, folder):
    with pytest.raises(intake.Unreadable) as caught:
        unpack.unpack(archive, folder)
    assert archive.name in caught.value.text.zh
    return caught.value.text.en


@pytest.mark.parametrize("packed", [None, gzip.compress, bz2.compress])
def test_a_tar_comes_out(tmp_path, out, packed):
    """Plain and compressed; its newest member tells the time."""
    archive = tarred(tmp_path / "a.tar", ("w1/double.py", SOURCE), ("./n.txt", b"x"))
    if packed:
        archive.write_bytes(packed(archive.read_bytes()))

    newest, notes = unpack.unpack(archive, out)

    assert files(out) == {"w1/double.py": SOURCE, "n.txt": b"x"}
    assert (newest, notes) == (datetime.fromtimestamp(1_700_000_000, UTC), ())


def test_a_zip_comes_out(tmp_path, out):
    """Folders, Windows's separators, macOS's rubbish left behind; the time is the local one."""
    members = [
        (zipfile.ZipInfo("w1/double.py", (2026, 3, 1, 12, 0, 0)), SOURCE),
        ("w1\\n.txt", b"x"),
        ("w1/sub/", b""),
        ("__MACOSX/w1/._double.py", b"rubbish"),
        ("w1/._n.txt", b"rubbish"),
    ]
    archive = zipped(tmp_path / "a.zip", members[:1])

    newest, _ = unpack.unpack(archive, out)
    unpack.unpack(zipped(tmp_path / "b.zip", members), out)

    assert files(out) == {"w1/double.py": SOURCE, "w1/n.txt": b"x"}
    assert newest == datetime(2026, 3, 1, 12).astimezone()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_survive(tmp_path, out, encoding):
    """As Windows and macOS write them: in their own encoding, which no flag tells."""
    name = "第四周作业.py"
    mark = "x" * len(name.encode(encoding))
    archive = zipped(tmp_path / "a.zip", [(mark, SOURCE)])
    archive.write_bytes(archive.read_bytes().replace(mark.encode(), name.encode(encoding)))

    unpack.unpack(archive, out)

    assert files(out) == {name: SOURCE}


@pytest.mark.parametrize(
    "name", ["../above.py", "w1/../../above.py", "C:\\above.py", "..\\above.py"]
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_no_path_leads_outside(tmp_path, out, kind, name):
    """Such an archive is refused; nothing is written outside the folder."""
    if kind == "zip":
        archive = zipped(tmp_path / "a.zip", [(name, SOURCE)])
    else:
        archive = tarred(tmp_path / "a.tar", (name, SOURCE))

    assert "leads out of its folder" in refusal(archive, out)
    assert (tmp_path / "above.py").read_bytes() == b"mine"
    assert files(out) == {}


def test_an_absolute_path_stays_inside(tmp_path, out):
    """It is taken from the folder on."""
    unpack.unpack(tarred(tmp_path / "a.tar", (str(tmp_path / "above.py"), SOURCE)), out)

    assert list(files(out).values()) == [SOURCE]
    assert (tmp_path / "above.py").read_bytes() == b"mine"


def test_links_and_special_files_stay_behind(tmp_path, out):
    """Neither a link nor what a later member would write through it; they are named."""
    members = []
    for kind, name in [
        (tarfile.SYMTYPE, "soft"),
        (tarfile.LNKTYPE, "hard"),
        (tarfile.FIFOTYPE, "pipe"),
    ]:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, str(tmp_path)
        members.append(info)
    archive = tarred(tmp_path / "a.tar", *members, ("soft/above.py", SOURCE))
    _, notes = unpack.unpack(archive, out)
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    _, more = unpack.unpack(zipped(tmp_path / "a.zip", [(link, "/etc/passwd")]), out)

    assert files(out) == {"soft/above.py": SOURCE}
    assert (tmp_path / "above.py").read_bytes() == b"mine"
    assert notes[0].en.endswith("soft, hard, pipe")
    assert more[0].en.endswith("link")


def test_a_declared_bomb_is_refused(tmp_path, out, monkeypatch):
    """What claims to be large is refused before a byte is written, in a zip and in a tar."""
    info = tarfile.TarInfo("huge")
    info.size = 1 << 40
    tar = tmp_path / "a.tar"
    tar.write_bytes(info.tobuf() + b"\0" * 1024)
    zeros = bytes(unpack.MAX_BYTES // 2 + 1)

    assert "too many or too large" in refusal(tar, out)
    assert "too many or too large" in refusal(
        zipped(tmp_path / "a.zip", [("a", zeros), ("b", zeros)]), out
    )
    assert files(out) == {}


def test_a_lying_bomb_is_stopped(tmp_path, out):
    """A member that unpacks to more than it declares is not written beyond what it declares."""
    zeros = bytes(1 << 20)
    archive = zipped(tmp_path / "a.zip", [("zeros.bin", zeros)])
    data = archive.read_bytes()
    size = len(zeros).to_bytes(4, "little")
    archive.write_bytes(data.replace(size, (10).to_bytes(4, "little")))

    assert "damaged" in refusal(archive, out)
    assert sum(map(len, files(out).values())) <= 10


def test_too_many_files_are_refused(tmp_path, out):
    """The count is capped."""
    members = [(f"{number}.txt", b"") for number in range(unpack.MAX_FILES + 1)]

    assert "too many or too large" in refusal(zipped(tmp_path / "a.zip", members), out)
    assert len(files(out)) == unpack.MAX_FILES


def test_a_header_bomb_is_stopped(tmp_path, out):
    """A tar's extended header of any size is read with limits of memory."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 3 << 30
    archive = tmp_path / "a.tar.gz"
    with gzip.open(archive, "wb", compresslevel=1) as stream:
        stream.write(header.tobuf())
        for _ in range(40):
            stream.write(bytes(1 << 20))

    assert "damaged" in refusal(archive, out)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.zip", b"no archive", "damaged"),
        ("a.zip", b"PK\5\6" + b"\xff" * 18, "damaged"),
        ("a.tar.gz", gzip.compress(b"x" * 5000, mtime=0)[:-20], "damaged"),
        ("a.tar", b"", "damaged"),
        ("a.rar", b"Rar!", "hand in a zip"),
        ("a.7z", b"7z", "hand in a zip"),
    ],
)
def test_what_is_no_archive_is_said(tmp_path, out, name, content, says):
    """Damaged, cut off, or of a kind that cannot be read."""
    archive = tmp_path / name
    archive.write_bytes(content)

    assert says in refusal(archive, out)


def test_a_password_is_said(tmp_path, out):
    """An encrypted zip is asked for without its password."""
    archive = zipped(tmp_path / "a.zip", [("x.py", SOURCE)])
    data = bytearray(archive.read_bytes())
    data[data.index(b"PK\3\4") + 6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    Path(archive).write_bytes(data)

    assert "password" in refusal(archive, out)


def test_a_name_of_a_megabyte_is_not_repeated(tmp_path, out):
    """The name of what stays behind is cut: a header may give it any length."""
    link = tarfile.TarInfo("x" * (1 << 20))
    link.type, link.linkname = tarfile.SYMTYPE, "y"
    _, (note,) = unpack.unpack(tarred(tmp_path / "a.tar", link, ("f.py", SOURCE)), out)

    assert note.en.endswith(f": {'x' * unpack.MAX_NAME}")
