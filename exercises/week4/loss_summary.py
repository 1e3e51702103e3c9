"""A table of the course's 18 losses.

课程中 18 种损失函数的总结表。
"""


def summary() -> list[dict[str, object]]:
    """One row for each loss, as a dict.

    每种损失一行，用字典表示。

    The same table may be handed in as a file `loss_summary.md` or `loss_summary.csv` beside this
    one, which then stays as it is. A Markdown table has a line |---|---| below its header.
    也可以不写这个函数，把同样的表格写进旁边的 loss_summary.md 或 loss_summary.csv。Markdown 的表格在
    列名下面有一行 |---|---|。

    The losses: CrossEntropyLoss, NLLLoss, BCELoss, BCEWithLogitsLoss, L1Loss, MSELoss,
    SmoothL1Loss, PoissonNLLLoss, KLDivLoss, MarginRankingLoss, MultiLabelMarginLoss,
    SoftMarginLoss, MultiLabelSoftMarginLoss, MultiMarginLoss, TripletMarginLoss,
    HingeEmbeddingLoss, CosineEmbeddingLoss, CTCLoss. The order of the rows and letter case do
    not matter; each loss stands once; rows of other losses are passed over.
    行的顺序、字母大小写不限；每种损失恰好一行；其他损失的行不看。

    Returns:
        rows with these keys (either language) / 每行的键如下（中英文均可）
        name | 名称: the class or the function, with "nn." or without: "KLDivLoss",
            "nn.KLDivLoss", "kl_div", "F.kl_div" / 类名或函数名，带不带 nn. 均可
        inputs | 输入: 2, 3 or 4, how many arguments `forward` takes, the target included
            forward 的参数个数，目标也算在内
        target | 目标: what the target holds / 目标的内容
            "class index" | "类别索引"
            "same shape" | "形状相同": numbers in the shape of the input
                与输入形状相同的数
            "plus/minus one" | "正负一": 1 or -1, also where the shape is that of the input
                1 或 -1，形状与输入相同的也写这个
            "class indices, -1 padded" | "类别索引，-1 填充"
            "sequences" | "序列"
            "none" | "无": no argument is a target / 没有目标
        supports_weight | 支持权重: whether the class takes `weight`; True / False, yes / no,
            是 / 否 / 类的参数中是否有 weight
        default_reduction | 默认 reduction: "mean", "sum", "none" or "batchmean"
        formula | 公式: not empty, in any notation; only people read it
            不能为空，写法不限，由人来看
    """
    raise NotImplementedError
