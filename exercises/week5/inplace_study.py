"""What ReLU(inplace=True) does to the feature map that a hook has kept.

ReLU(inplace=True) 对 hook 保存的特征图做了什么。
"""

from torch import Tensor, nn


def with_inplace(model: nn.Module, inplace: bool) -> nn.Module:
    """A copy of the model whose ReLUs all have this `inplace`; the original is left alone.

    返回模型的副本，其中所有 ReLU 的 inplace 都等于给定的值；原模型不受影响。
    """
    raise NotImplementedError


def raw_hook_output(model: nn.Module, image: Tensor) -> Tensor:
    """What a forward hook on the first convolution holds when the forward pass has ended.

    第一个卷积层上的前向 hook 在前向传播结束后所持有的张量。

    The hook keeps `output` as it is, without a copy, and is removed afterwards; the model's
    mode is left as it was.
    hook 原样保存 output，不复制；用完后移除 hook；模型的 train/eval 模式保持不变。

    Args:
        model: AlexNet-like, the first convolution is followed by a ReLU
            与 AlexNet 相似的模型，第一个卷积层后面是 ReLU
        image: shape (1, 3, H, W)
    """
    raise NotImplementedError


def study(model: nn.Module, image: Tensor) -> dict[str, float | bool]:
    """Compare the kept map of the first convolution with ReLUs in place and not in place.

    比较 ReLU 原地与非原地两种情况下，hook 保存的第一层卷积特征图。

    Both runs use the same weights and the same image, with dropout off (eval mode); the
    given model is left as it was.
    两次运行使用相同的权重和图像，并关闭 dropout（eval 模式）；传入的模型保持原样。

    Returns:
        inplace_true_min, inplace_false_min: smallest value of each kept map
            两种情况下特征图的最小值
        negative_fraction_true, negative_fraction_false: fraction of values below zero
            两种情况下小于零的元素所占比例
        maps_equal: whether the two kept maps are equal / 两张特征图是否相等
        relu_of_false_equals_true: whether ReLU of the one without `inplace` gives the other
            非原地特征图经 ReLU 后是否等于原地的特征图
        model_outputs_equal: whether the model's outputs are equal / 模型输出是否相等
    """
    raise NotImplementedError
