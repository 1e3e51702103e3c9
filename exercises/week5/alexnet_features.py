"""Feature maps and kernels of AlexNet's first convolution, as pictures in TensorBoard.

AlexNet 第一个卷积层的特征图与卷积核，写成 TensorBoard 图像。

The models are AlexNets of torchvision or smaller ones built alike: `model.features[0]` is the
first convolution, `model.features[1]` the ReLU behind it, in place or not; there is no batch
norm. They come in train or in eval mode. Every function leaves the model as it was: weights,
mode, `inplace` flags, and no hook stays.
模型是 torchvision 的 AlexNet，或结构相似的小网络：model.features[0] 是第一个卷积层，model.features[1]
是它后面的 ReLU，可能原地、也可能非原地；没有批归一化。传入时可能处于 train 或 eval 模式。每个函数都让
模型保持原样：权重、模式和 inplace 标志不变，也不留下 hook。

Both pictures are grids as torchvision.utils.make_grid builds them: rows of 8, padding 2, black
frame. Each map, and each kernel with its three channels together, is scaled to [0, 1] on its own
as (x - min) / (max - min); one that is constant becomes black.
两幅图都是 torchvision.utils.make_grid 那样的网格：每行 8 幅，padding 为 2，边框为黑色。每张特征图、
每个卷积核（三个通道一起）各自缩放到 [0, 1]：(x - min) / (max - min)；处处相等的变为黑色。
"""

from torch import Tensor, nn


def conv1_feature_maps(model: nn.Module, image: Tensor) -> Tensor:
    """What the first convolution gives, caught by a forward hook while the model runs.

    第一个卷积层的输出，在模型运行时由前向 hook 取得。

    The hook is registered with `register_forward_hook` on the convolution. The maps are those
    from before the ReLU, values below zero included, whether that ReLU works in place or not.
    用 register_forward_hook 在卷积层上注册 hook。无论后面的 ReLU 是否原地，特征图都是 ReLU 之前的值，
    包括小于零的值。

    Args:
        image: shape (1, 3, H, W), 224 by 224 for AlexNet / AlexNet 的图像为 224×224

    Returns:
        shape (1, C, h, w), (C, h, w) or (C, 1, h, w); for AlexNet C is 64, h and w are 55
            形状为 (1, C, h, w)、(C, h, w) 或 (C, 1, h, w)；AlexNet 的 C 为 64，h、w 为 55
    """
    raise NotImplementedError


def log_feature_maps(log_dir: str, model: nn.Module, image: Tensor) -> None:
    """Write the maps of `conv1_feature_maps` as one picture: 458 by 458 for AlexNet.

    把 conv1_feature_maps 的特征图写成一幅图像：AlexNet 的图像为 458×458。

    Tag and step are free; torch.utils.tensorboard and tensorboardX are both fine. The writer is
    closed (or flushed) before the function returns.
    标签和步数任意；torch.utils.tensorboard 与 tensorboardX 均可。函数返回之前要关闭（或刷新）writer。
    """
    raise NotImplementedError


def log_kernels(log_dir: str, model: nn.Module) -> None:
    """Write the kernels of the first convolution as one picture, in colour: 106 by 106 for AlexNet.

    把第一个卷积层的卷积核写成一幅彩色图像：AlexNet 的图像为 106×106。
    """
    raise NotImplementedError
