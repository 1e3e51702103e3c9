"""Oracle, inputs and misconceptions of training_project/data.

The oracle is torch's DataLoader and torchvision's ImageFolder.
"""

from typing import Any

import hypothesis.strategies as st
import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import ImageFolder

from grader import is_own, misconception, shown, tensors
from grader.model import Text


class PointDataset(Dataset):
    """The dataset of the contract."""

    def __init__(self, x, y, transform=None) -> None:
        self.x, self.y, self.transform = x, y, transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        x = self.x[index]
        return x if self.transform is None else self.transform(x), self.y[index]


def make_loader(dataset, batch_size, shuffle, seed=None):
    """The loader of the contract."""
    return _loader(dataset, batch_size, shuffle, seed)


def image_folder(root, size):
    """The folder of the contract."""
    return ImageFolder(root, _transform(transforms.Resize((size, size))))


NO_DATASET = Text(
    "没有用 DataLoader 取过自己写的 Dataset 的数据",
    "no DataLoader took batches from a Dataset of the script's own",
)
NO_EPOCH = Text(
    "没有完整的一轮：各批的大小之和应为样本数，只有最后一批可以更小",
    "there is no whole epoch: the batches add up to the samples, and only the last may be smaller",
)
NO_PICTURES = Text(
    "没有取过一批大小一致的彩色图片，形状为 (N, 3, 边长, 边长)",
    "no batch of square colour pictures of one size, (N, 3, size, size), was taken",
)
FOLDER = "torchvision.datasets.folder.ImageFolder"


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: loaders over data sets of its own."""
    return bool(_loaders(record))


def points(record: Any, want: Any) -> Any:
    """What the probe found; of a script, whether it loads from a Dataset of its own."""
    return shown(record, want, _has_own, NO_DATASET)


def epoch(record: Any, want: Any) -> Any:
    """What the probe found; of a script, whether some loader gave every sample in an epoch."""
    return shown(record, want, _has_epoch, NO_EPOCH)


def batch(record: Any, want: Any) -> Any:
    """What the probe found; of a script, whether it takes batches of pictures."""
    return shown(record, want, _has_pictures, NO_PICTURES)


def _loaders(record: Any) -> list[Any]:
    notes = record.traces.loaders
    return [note for note in notes if is_own(note.dataset) or note.dataset == FOLDER]


def _has_own(record: Any) -> bool:
    return any(is_own(note.dataset) for note in _loaders(record))


def _has_epoch(record: Any) -> bool:
    return any(map(_is_whole, _loaders(record)))


def _is_whole(note: Any) -> bool:
    *full, last = note.sizes or [0]
    return sum(note.sizes) == note.samples and len(set(full)) <= 1 and last <= max(full or [last])


def _has_pictures(record: Any) -> bool:
    shapes = [note.shape for note in _loaders(record)]
    return any(len(one) == 4 and one[1] == 3 and one[2] == one[3] for one in shapes)


def homework_points() -> dict[str, Any]:
    """Four points of the course's line y = 2x + 5."""
    x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
    return {"x": x, "y": 2 * x.flatten() + 5, "factor": None}


def banknotes() -> dict[str, Any]:
    """Three pictures in the course's two folders, each of one colour."""
    files = [
        ("100", "a.png", (40, 90), [200, 60, 80]),
        ("1", "b.png", (40, 90), [120, 160, 60]),
        ("1", "a.png", (20, 50), [100, 140, 40]),
    ]
    return {"size": 32, "files": files}


def point_data() -> st.SearchStrategy[dict[str, Any]]:
    """Some rows x, and as many numbers y."""
    return tensors(x="samples features", y="samples", low=-5, high=5, max_side=4)


def point_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Data, a transform or none, and some indices from both ends, some of them twice."""
    return point_data().flatmap(
        lambda data: st.fixed_dictionaries(
            {
                **{key: st.just(value) for key, value in data.items()},
                "factor": st.sampled_from([None, 2.0, -0.5]),
                "indices": st.lists(
                    st.integers(-len(data["x"]), len(data["x"]) - 1), min_size=1, max_size=5
                ),
            }
        )
    )


def loaders() -> st.SearchStrategy[dict[str, Any]]:
    """Few samples, any batch size, shuffled or not, with a seed or none, for two epochs."""
    return st.fixed_dictionaries(
        {
            "samples": st.integers(1, 9),
            "batch_size": st.integers(1, 5),
            "shuffle": st.booleans(),
            "seed": st.one_of(st.none(), st.integers(0, 1000)),
            "count": st.just(2),
        }
    )


def long_loaders() -> st.SearchStrategy[dict[str, Any]]:
    """So many samples that no order comes twice by chance, for three epochs."""
    return st.fixed_dictionaries(
        {
            "samples": st.sampled_from(
                [21, 24]
            ),  # whole batches of three: what is last is no matter here
            "batch_size": st.integers(3, 8),
            "seed": st.one_of(st.none(), st.integers(0, 1000)),
            "count": st.just(3),
        }
    )


def seeded_loaders() -> st.SearchStrategy[dict[str, Any]]:
    """The same with two seeds, equal or different, for two epochs."""
    seed = st.integers(0, 5)
    return st.fixed_dictionaries(
        {
            "samples": st.sampled_from(
                [21, 24]
            ),  # whole batches of three: what is last is no matter here
            "batch_size": st.integers(3, 8),
            "seeds": st.one_of(seed.map(lambda n: [n, n]), st.tuples(seed, seed).map(list)),
            "count": st.just(2),
        }
    )


def folders() -> st.SearchStrategy[dict[str, Any]]:
    """Pictures of one colour, grey or with alpha too, in folders in any order."""
    names = st.lists(
        st.sampled_from(["2", "10", "ant", "bee", "Zebra"]), min_size=1, max_size=3, unique=True
    )
    files = st.lists(st.tuples(_sides(), _colours()), min_size=3, max_size=4)
    return st.builds(
        lambda size, folders, made: {
            "size": size,
            "files": [
                (folders[place % len(folders)], f"{place}.png", sides, colour)
                for place, (sides, colour) in enumerate(made)
            ],
        },
        st.integers(2, 9),
        names,
        files,
    )


def _sides() -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(1, 12), st.integers(1, 12))


def _colours() -> st.SearchStrategy[list[int]]:
    value = st.integers(30, 250)
    return st.one_of(
        st.lists(value, min_size=1, max_size=1),
        st.lists(value, min_size=3, max_size=3, unique=True),
        st.lists(value, min_size=4, max_size=4, unique=True),
    )


def _loader(dataset, batch_size, shuffle, seed, **changes):
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    options = {"shuffle": shuffle, "generator": generator, **changes}
    return DataLoader(dataset, batch_size=batch_size, **options)


def _transform(resize, to_tensor=None):
    return transforms.Compose([resize, to_tensor or transforms.ToTensor()])


@misconception(
    zh="transform 也作用到了 y 上",
    en="the transform is applied to y too",
    hint_zh="transform 只用于输入 x，标签原样返回",
    hint_en="a transform is for the input x; the label is returned as it is",
)
class TransformOnBoth:
    class PointDataset(PointDataset):
        def __getitem__(self, index):
            change = self.transform or (lambda row: row)
            return change(self.x[index]), change(self.y[index])


@misconception(
    zh="transform 没有使用",
    en="the transform is not used",
    hint_zh="取样本时，transform 不为 None 就要作用于 x",
    hint_en="when a sample is asked for, a transform that is not None is applied to x",
)
class TransformIgnored:
    class PointDataset(PointDataset):
        def __init__(self, x, y, transform=None):
            super().__init__(x, y)


@misconception(
    zh="transform 在构造时就对全部数据做完了，取样本时不再调用",
    en="the transform is applied to all data in the constructor, and not when samples are taken",
    hint_zh="随机的 transform 每次都应不同：在 __getitem__ 中调用",
    hint_en="a random transform should differ every time: it is called in __getitem__",
)
class TransformOnlyOnce:
    class PointDataset(PointDataset):
        def __init__(self, x, y, transform=None):
            super().__init__(x if transform is None else transform(x), y)


@misconception(
    zh="最后不满的一批被丢弃了",
    en="the last, smaller batch is dropped",
    hint_zh="DataLoader 的 drop_last 应为 False，也就是默认值",
    hint_en="leave drop_last of DataLoader at False, its default",
)
class LastBatchDropped:
    def make_loader(dataset, batch_size, shuffle, seed=None):
        return _loader(dataset, batch_size, shuffle, seed, drop_last=True)


@misconception(
    zh="没有使用参数 shuffle，顺序从不打乱",
    en="the parameter shuffle is not used: the order never changes",
    hint_zh="把 shuffle 传给 DataLoader",
    hint_en="pass shuffle on to DataLoader",
)
class ShuffleIgnored:
    def make_loader(dataset, batch_size, shuffle, seed=None):
        return _loader(dataset, batch_size, False, seed)


@misconception(
    zh="顺序不由 seed 决定：没有用 seed，或只设给了全局随机数，别处一取随机数，顺序就变了",
    en="the order does not follow from the seed: it is unused, or goes to the global generator",
    hint_zh="给 DataLoader 一个自己的 generator=torch.Generator().manual_seed(seed)",
    hint_en="DataLoader takes a generator of its own: torch.Generator().manual_seed(seed)",
)
class GlobalSeed:
    def make_loader(dataset, batch_size, shuffle, seed=None):
        if seed is not None:
            torch.manual_seed(seed)
        return _loader(dataset, batch_size, shuffle, None)


@misconception(
    zh="图片的取值仍是 0 到 255",
    en="pictures keep values of 0 to 255",
    hint_zh="transforms.ToTensor() 会除以 255；PILToTensor 不会",
    hint_en="transforms.ToTensor() divides by 255; PILToTensor does not",
)
class ByteValues:
    def image_folder(root, size):
        to_floats = transforms.Compose([transforms.PILToTensor(), lambda one: one.float()])
        return ImageFolder(root, _transform(transforms.Resize((size, size)), to_floats))


@misconception(
    zh="图片保持原来的大小",
    en="pictures keep their own sizes",
    hint_zh="transforms.Resize((size, size)) 把每张图片变成同样大小",
    hint_en="transforms.Resize((size, size)) gives all pictures one size",
)
class OwnSize:
    def image_folder(root, size):
        return ImageFolder(root, transforms.ToTensor())


@misconception(
    zh="Resize 只给了一个数：短边变成 size，长宽比不变",
    en="Resize gets a single number: the short side becomes size, the aspect ratio stays",
    hint_zh="给出两条边：Resize((size, size))，或者缩放之后再 CenterCrop(size)",
    hint_en="give both sides, Resize((size, size)), or follow it with CenterCrop(size)",
)
class ShortSideOnly:
    def image_folder(root, size):
        return ImageFolder(root, _transform(transforms.Resize(size)))


@misconception(
    zh="没有缩放，只裁出中间一块，小图片被补成黑边",
    en="the middle is cut out without scaling, and small pictures are padded with black",
    hint_zh="先 Resize，再 CenterCrop",
    hint_en="Resize first, CenterCrop afterwards",
)
class CropWithoutResize:
    def image_folder(root, size):
        return ImageFolder(root, _transform(transforms.CenterCrop(size)))
