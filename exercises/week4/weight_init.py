"""Xavier's and Kaiming's initialisation, and why they are needed.

Xavier 与 Kaiming 初始化，以及为什么需要它们。
"""


def xavier_uniform_bound(fan_in: int, fan_out: int, gain: float = 1.0) -> float:
    """The number a for which U(-a, a) is Xavier's initialisation.

    使 U(-a, a) 成为 Xavier 初始化的数 a。

    It is the bound of the interval, as in `torch.nn.init.xavier_uniform_`, not the standard
    deviation of the weights.
    这是区间的边界，与 torch.nn.init.xavier_uniform_ 相同，不是权重的标准差。

    Args:
        fan_in: number of inputs of the layer / 层的输入个数
        fan_out: number of outputs of the layer / 层的输出个数
        gain: factor for the activation, 5/3 for tanh / 激活函数的增益，tanh 为 5/3
    """
    raise NotImplementedError


def kaiming_normal_std(fan_in: int, negative_slope: float = 0.0) -> float:
    """The standard deviation of the weights in Kaiming's normal initialisation.

    Kaiming 正态初始化中权重的标准差。

    As in `torch.nn.init.kaiming_normal_` with mode="fan_in" and a leaky ReLU.
    与 torch.nn.init.kaiming_normal_ 在 mode="fan_in"、激活函数为 leaky ReLU 时相同。

    Args:
        fan_in: number of inputs of the layer / 层的输入个数
        negative_slope: slope of the leaky ReLU below zero, 0 for ReLU
            leaky ReLU 在负半轴的斜率，ReLU 为 0
    """
    raise NotImplementedError


def activation_stds(
    depth: int, width: int, weight_std: float, activation: str, seed: int
) -> list[float]:
    """How the values of a deep network grow or vanish: the std of every layer's output.

    深层网络中的数值如何爆炸或消失：每一层输出的标准差。

    The input is drawn from N(0, 1) and has 64 rows. It goes through `depth` linear layers
    without bias, each with its own `width` x `width` weights from N(0, weight_std ** 2), every
    one followed by the activation. An entry is torch's `std` of a whole output, after the
    activation. The same seed gives the same list, another seed another one; the generator
    and the order of the draws are free.
    输入取自 N(0, 1)，有 64 行，依次经过 depth 个没有偏置的线性层；每层有自己的权重，
    形状为 width x width，取自 N(0, weight_std ** 2)，每层之后都经过激活函数。列表中每一项是整个
    输出在激活函数之后的 std（torch 的 std）。种子相同，列表相同；种子不同，列表不同；
    随机数生成器和抽取的先后顺序不限。

    Args:
        depth: number of layers / 层数
        width: number of neurons in every layer / 每层神经元的个数
        weight_std: standard deviation of the weights / 权重的标准差
        activation: "identity" | "tanh" | "relu"
        seed: seed of the random numbers / 随机种子
    """
    raise NotImplementedError
