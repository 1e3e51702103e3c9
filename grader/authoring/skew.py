"""What was right when the course was recorded and fails today, because a library changed.

An error whose text matches gets a note that says so, and what to write now.
"""

from __future__ import annotations

import re

from grader.model import Text


def notes(error: str) -> tuple[Text, ...]:
    """Notes for an error text (type, colon, message); usually none."""
    return tuple(note for pattern, note in CHANGES if pattern.search(error))


def _changed(pattern: str, zh: str, en: str) -> tuple[re.Pattern[str], Text]:
    note = Text(f"库已经改变，不是思路的错：{zh}", f"the library has changed: {en}")
    return re.compile(pattern), note


CHANGES = (
    _changed(
        r"DataLoaderIter' object has no attribute 'next'",
        "iter(loader).next() 现在写作 next(iter(loader))",
        "iter(loader).next() is now next(iter(loader))",
    ),
    _changed(
        r"make_grid\(\) got an unexpected keyword argument 'range'",
        "make_grid 的参数 range 已改名为 value_range",
        "make_grid's argument range is now called value_range",
    ),
    _changed(
        r"Weights only load failed",
        "torch.load 默认只读取张量；请保存 state_dict()，或对可信的文件写 weights_only=False",
        "torch.load reads tensors only by default; save state_dict(), or pass weights_only=False"
        " for a file that is trusted",
    ),
    _changed(
        r"data set to a tensor that requires gradients must be floating point",
        "torch.full(形状, 2) 现在给出整数；请写 2.0",
        "torch.full(shape, 2) now gives integers; write 2.0",
    ),
    _changed(
        r"expected scalar type Float but found Long",
        "整数张量不再自动转换为浮点数；请写 1.0 或 dtype=torch.float",
        "whole numbers are not taken for floats; write 1.0 or dtype=torch.float",
    ),
    _changed(
        r"got an unexpected keyword argument 'verbose'",
        "学习率调度器不再有参数 verbose；请用 get_last_lr() 查看",
        "schedulers have no argument verbose any more; get_last_lr() gives the rate",
    ),
    _changed(
        r"invalid index of a 0-dim tensor",
        "标量损失不能用 [0] 取值；请写 loss.item()",
        "a scalar loss has no [0]; write loss.item()",
    ),
    _changed(
        r"transforms' has no attribute '(Scale|RandomSizedCrop)'",
        "transforms.Scale 现在叫 Resize，RandomSizedCrop 现在叫 RandomResizedCrop",
        "transforms.Scale is now Resize, RandomSizedCrop is now RandomResizedCrop",
    ),
    _changed(
        r"module 'numpy' has no attribute '(float|int|bool|object)'",
        "np.float、np.int 等已被移除；请写 float、int",
        "np.float, np.int and the like are gone; write float, int",
    ),
    _changed(
        r"module 'PIL.Image' has no attribute 'ANTIALIAS'",
        "Image.ANTIALIAS 现在叫 Image.LANCZOS",
        "Image.ANTIALIAS is now Image.LANCZOS",
    ),
    _changed(
        r"module 'torch.optim' has no attribute 'sgd'",
        "torch.optim.sgd 不再能直接访问；请用 torch.optim.SGD",
        "torch.optim.sgd is no longer reachable; use torch.optim.SGD",
    ),
    _changed(
        r"module 'torch' has no attribute '(symeig|lstsq|qr|gels)'|torch\.symeig",
        "线性代数函数移到了 torch.linalg",
        "linear algebra has moved to torch.linalg",
    ),
)
