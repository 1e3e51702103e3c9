"""A batch of training images as one picture in TensorBoard.

把一批训练图像拼成一幅图，写入 TensorBoard。

The rules of torchvision.utils.make_grid are the rules here: `nrow` is the number of images in a
row; every image has `padding` black pixels around it, shared with its neighbours; places of the
last row without an image are black; a batch of fewer than `nrow` images gives one row of that
many. The single image of a batch of one comes as it is, without a frame, and one channel becomes
three equal ones. The images are left as they were.
规则与 torchvision.utils.make_grid 相同：nrow 是每行的图像数；每幅图像四周有 padding 个黑色像素，
相邻图像共用；最后一行没有图像的位置为黑色；图像少于 nrow 幅时只有一行，宽度为实际的图像数。
只有一幅图像时原样返回，不加边框；单通道图像变为三个相同的通道。传入的图像不得被改动。
"""

from collections.abc import Sequence

from torch import Tensor


def make_batch_grid(images: Tensor, nrow: int = 4, padding: int = 2) -> Tensor:
    """All images of a batch in one, through make_grid or by hand.

    把一批图像拼成一幅，可以用 make_grid，也可以手写。

    Args:
        images: shape (B, C, H, W), C being 1 or 3, values in [0, 1]
            C 为 1 或 3，数值在 [0, 1] 之间
        nrow: images in a row / 每行的图像数
        padding: width of the frame in pixels, 0 included / 边框的像素宽度，可以为 0

    Returns:
        shape (3, height, width), values in [0, 1] / 数值在 [0, 1] 之间
    """
    raise NotImplementedError


def log_batch(log_dir: str, images: Tensor, nrow: int = 4, padding: int = 2) -> None:
    """Write the grid of a batch as one image event.

    把一批图像的网格写成一个图像事件。

    Tag and step are free; torch.utils.tensorboard and tensorboardX are both fine. The writer is
    closed (or flushed) before the function returns.
    标签和步数任意；torch.utils.tensorboard 与 tensorboardX 均可。函数返回之前要关闭（或刷新）writer。
    """
    raise NotImplementedError


def log_normalized_batch(
    log_dir: str, images: Tensor, mean: Sequence[float], std: Sequence[float], nrow: int = 4
) -> None:
    """The same for images that went through transforms.Normalize(mean, std).

    同上，但图像已经过 transforms.Normalize(mean, std)。

    The picture looks like the grid of the original images, with padding 2: the normalisation is
    undone before the picture is written, and the frame is black as before.
    图像应当与原始图像的网格相同，padding 为 2：写入之前还原归一化，边框仍为黑色。

    Args:
        images: shape (B, C, H, W), (x - mean) / std of images x in [0, 1]
            原始图像 x 在 [0, 1] 之间，传入的是 (x - mean) / std
        mean, std: one number for each channel / 每个通道一个数
    """
    raise NotImplementedError
