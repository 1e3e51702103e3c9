"""CAM and Grad-CAM: which places of an image speak for a class.

CAM 与 Grad-CAM：图像的哪些位置支持某个类别。

Both maps are scaled to [0, 1] at the end, as (m - min) / (max - min); a map that is the same
everywhere becomes zeros, a map of one place included.
两种图最后都缩放到 [0, 1]：(m - min) / (max - min)；处处相等的图变为全零，只有一个位置的图也是如此。
"""

from torch import Tensor, nn


def cam(features: Tensor, fc_weight: Tensor, class_index: int) -> Tensor:
    """Class activation map of a network that ends in global average pooling and a linear layer.

    以全局平均池化和线性层结尾的网络的类激活图。

    m = sum over c of fc_weight[class_index, c] * features[c], then scaled; no ReLU.
    m 是 fc_weight[class_index, c] * features[c] 对 c 的和，再缩放；不做 ReLU。

    Args:
        features: maps of the last convolution, shape (C, H, W) / 最后一个卷积层的特征图
        fc_weight: weight of the linear layer, shape (K, C) / 线性层的权重

    Returns:
        shape (H, W), values in [0, 1] / 数值在 [0, 1] 之间
    """
    raise NotImplementedError


def grad_cam(model: nn.Module, layer: nn.Module, image: Tensor, class_index: int) -> Tensor:
    """Grad-CAM of one image at the output of one layer.

    一幅图像在某一层输出处的 Grad-CAM。

    The weight of a channel is the gradient of the class's score (before any softmax) with
    respect to the layer's output, averaged over all places. The weighted sum over the channels
    goes through a ReLU and is then scaled.
    每个通道的权重是该类别的得分（softmax 之前）对该层输出的梯度在所有位置上的平均。各通道加权求和，
    经过 ReLU，再缩放。

    The layer's output is the one from before any in-place ReLU that follows it. Afterwards the
    model is as it was: no hook stays, and the parameters' gradients are those found, None or not.
    该层的输出是指后面的原地 ReLU 改动之前的值。调用之后模型保持原样：不留下 hook，各参数的 grad 与调用
    之前相同，无论是否为 None。

    Args:
        model: in eval mode; (1, 3, H, W) to (1, K) / 处于 eval 模式
        layer: a module of the model, whose output has shape (1, C, h, w); it runs once
            模型中的一个模块，输出形状为 (1, C, h, w)，只运行一次
        image: shape (1, 3, H, W)

    Returns:
        shape (h, w), values in [0, 1], without gradient history or with
            数值在 [0, 1] 之间，是否带计算图均可
    """
    raise NotImplementedError
