"""Oracle, inputs and misconceptions of week5/image_grid. The oracle is torchvision."""

import itertools
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor
from torchvision.utils import make_grid

from grader import Grid, Mismatch, misconception, size_of
from grader.model import Text

ALEXNET_MAPS = (458, 458)


NO_GRID = Text(
    "写入的图像中，没有一幅与 make_grid 拼出的网格尺寸相同：应当用 make_grid 把一批图像（4 维，至少两幅）"
    "拼成一幅，再用 add_image 写入；add_images 不画边框",
    "no picture has the size of a grid that make_grid made of a batch: make_grid joins a batch (4-d,"
    " two images at least) into one picture, which add_image writes; add_images draws no frames",
)
DARK = Text(
    "这一批是归一化过的图像，直接显示会大片发黑：make_grid 应带 normalize=True，或先还原",
    "the batch went through Normalize and looks mostly black as it is: make_grid takes"
    " normalize=True, or the normalisation is undone first",
)


def make_batch_grid(images: Tensor, nrow: int = 4, padding: int = 2) -> Tensor:
    """torchvision's own grid, in float64."""
    return make_grid(images.double(), nrow=nrow, padding=padding)


def grid(images: Tensor, nrow: int = 4, padding: int = 2) -> Grid:
    """How the picture of a batch is divided."""
    count, _, height, width = images.shape
    return Grid(count, height, width, nrow, padding)


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: a grid of a batch, or no grids at all."""
    grids = record.traces.grids
    written = [picture for picture in record.log.images if not picture.tag.endswith(".png")]
    return any(map(_is_batch, grids)) or (bool(written) and not grids)


def shown(record: Any, want: Tensor) -> Tensor:
    """The wanted picture; of a script the one of its own that shows a grid of a batch.

    Raises:
        Mismatch: no picture has the size of such a grid.
    """
    if record.traces is None:
        return want
    sizes = {tuple(note.size) for note in record.traces.grids if _is_batch(note)}
    for picture in record.log.images:
        if size_of(picture) in sizes:
            return torch.from_numpy(picture.pixels() / 255).permute(2, 0, 1)
    found = ", ".join(f"{picture.tag!r}: {size_of(picture)}" for picture in record.log.images[:4])
    raise Mismatch(found or "—", " | ".join(map(str, sizes)) or "make_grid", note=NO_GRID)


def advice(record: Any) -> list[Text]:
    """What is worth a word and costs no points."""
    grids = [note for note in record.traces.grids if _is_batch(note)]
    return [DARK] if any(note.low < 0 and not note.normalized for note in grids) else []


def _is_batch(note: Any) -> bool:
    """Two pictures or more, of one channel or three; AlexNet's maps and kernels are no batch."""
    match note.images:
        case [count, channels, _, _]:
            return 1 < count != 64 and channels in {1, 3}
    return False


def homework_batch() -> Tensor:
    """Sixteen images of 32 by 64, as the lesson's loader gives them: a light on a slope."""
    y, x = torch.meshgrid(torch.linspace(0, 1, 32), torch.linspace(0, 1, 64), indexing="ij")
    distances = [
        torch.stack([(x - k / 15).abs(), (y - k % 4 / 3).abs(), (x + y) / 2]) for k in range(16)
    ]
    return 1 - 0.9 * torch.stack(distances)


def batches() -> st.SearchStrategy[dict[str, Any]]:
    """Batches of one to seven images, one channel or three, in rows that may be too long."""
    return st.fixed_dictionaries(
        {
            "images": _images(),
            "nrow": st.integers(1, 9),
            "padding": st.sampled_from([2, 0, 1, 3, 4]),
        }
    )


def normalized_batches() -> st.SearchStrategy[dict[str, Any]]:
    """Batches of two images or more after Normalize, a mean and a deviation for each channel."""
    fifths = _distinct(3, range(2, 9))
    return st.builds(_normalized, _images(least=2), fifths, fifths, st.integers(1, 5))


def originals(images: Tensor, mean: list[float], std: list[float], nrow: int) -> Tensor:
    """The wanted picture of a normalised batch."""
    return make_batch_grid(_undo(images.double(), mean, std).clamp(0, 1), nrow)


def _images(least: int = 1) -> st.SearchStrategy[Tensor]:
    return st.builds(
        _batch,
        st.integers(least, 7),
        st.sampled_from([3, 1]),
        _distinct(2, range(2, 8)),
        st.integers(0, 1000),
        st.booleans(),
    )


def _distinct(count: int, numbers: range) -> st.SearchStrategy[tuple[int, ...]]:
    return st.sampled_from(list(itertools.permutations(numbers, count)))


def _batch(
    count: int, channels: int, sides: tuple[int, ...], seed: int, transposed: bool
) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(0, 11, (count, channels, *sides), generator=generator) / 10
    return images.transpose(2, 3).contiguous().transpose(2, 3) if transposed else images


def _normalized(
    images: Tensor, means: tuple[int, ...], stds: tuple[int, ...], nrow: int
) -> dict[str, Any]:
    channels = images.shape[1]
    mean, std = ([n / 10 for n in numbers[:channels]] for numbers in (means, stds))
    shape = (1, channels, 1, 1)
    normalized = (images - torch.tensor(mean).view(shape)) / torch.tensor(std).view(shape)
    return {"images": normalized, "mean": mean, "std": std, "nrow": nrow}


def _undo(images: Tensor, mean: Any, std: Any) -> Tensor:
    shape = (1, -1, 1, 1)
    kind = images.dtype
    return images * torch.tensor(std, dtype=kind).view(shape) + torch.tensor(mean, dtype=kind).view(
        shape
    )


def _write(log_dir: str, image: Tensor, **options: Any) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        writer.add_image("batch", image, **options)


@misconception(
    zh="nrow 当作了行数",
    en="nrow is taken as the number of rows",
    hint_zh="make_grid 的 nrow 是每行放几幅图像",
    hint_en="the nrow of make_grid is the number of images in a row",
)
class RowsForColumns:
    def make_batch_grid(images, nrow=4, padding=2):
        return make_grid(images, nrow=-(-len(images) // nrow), padding=padding)

    def log_batch(log_dir, images, nrow=4, padding=2):
        _write(log_dir, make_grid(images, nrow=-(-len(images) // nrow), padding=padding))


@misconception(
    zh="传入的图像是 HWC，却按 CHW 写入",
    en="the image is given as HWC but written as CHW",
    hint_zh="add_image 默认的 dataformats 是 CHW：make_grid 的结果不需要 permute",
    hint_en="add_image takes CHW unless dataformats says otherwise: the grid needs no permute",
)
class ChannelsLast:
    def log_batch(log_dir, images, nrow=4, padding=2):
        _write(log_dir, make_grid(images, nrow=nrow, padding=padding).permute(1, 2, 0))

    def log_normalized_batch(log_dir, images, mean, std, nrow=4):
        _write(log_dir, make_grid(_undo(images, mean, std), nrow=nrow).permute(1, 2, 0))


@misconception(
    zh="浮点图像已经乘到 0..255，写入时又乘了一次 255",
    en="the float image is scaled to 0..255, and the writer scales it once more",
    hint_zh="浮点图像应在 [0, 1] 之间；只有 uint8 图像才用 0..255",
    hint_en="float images lie in [0, 1]; 0..255 is for uint8 only",
)
class Floats255:
    def make_batch_grid(images, nrow=4, padding=2):
        return make_grid(images * 255, nrow=nrow, padding=padding)

    def log_batch(log_dir, images, nrow=4, padding=2):
        _write(log_dir, make_grid(images * 255, nrow=nrow, padding=padding))


@misconception(
    zh="归一化的数据没有还原就写入了",
    en="the normalised values are written as they are",
    hint_zh="先还原：x = 归一化值 * std + mean",
    hint_en="undo the normalisation first: x = normalised * std + mean",
)
class ShownNormalized:
    def log_normalized_batch(log_dir, images, mean, std, nrow=4):
        _write(log_dir, make_grid(images, nrow=nrow))


@misconception(
    zh="用 normalize=True 拉伸到 [0, 1]，没有按 mean 和 std 还原",
    en="normalize=True stretches the values to [0, 1] instead of undoing mean and std",
    hint_zh="normalize=True 按最小值和最大值缩放，亮度和颜色会变",
    hint_en="normalize=True goes by minimum and maximum: brightness and colours change",
)
class Stretched:
    def log_normalized_batch(log_dir, images, mean, std, nrow=4):
        _write(log_dir, make_grid(images, nrow=nrow, normalize=True))


@misconception(
    zh="先拼网格再还原归一化，边框也被还原了，不再是黑色",
    en="the normalisation is undone after the grid was made, so the frame is no longer black",
    hint_zh="先还原每幅图像，再拼成网格",
    hint_en="undo the normalisation of each image first, then make the grid",
)
class UndoneAfterGrid:
    def log_normalized_batch(log_dir, images, mean, std, nrow=4):
        means, stds = (list(one) * (3 // len(one)) for one in (mean, std))
        _write(log_dir, _undo(make_grid(images, nrow=nrow)[None], means, stds)[0])


@misconception(
    zh="用 add_images 写入了原始的一批图像，没有拼成网格",
    en="the raw batch is written with add_images, without a grid",
    hint_zh="先用 make_grid 拼成一幅，再用 add_image 写入",
    hint_en="make one picture of it with make_grid, then write that with add_image",
)
class RawBatch:
    def log_batch(log_dir, images, nrow=4, padding=2):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            writer.add_images("batch", images)
