# exercise: loss_summary
# earns: rows, inputs, target, supports_weight, default_reduction
# says: what is written in losses_in_a_variable.py was graded
import torch.nn as nn

indices, same, signs = "类别索引", "形状相同", "正负一"
facts = [
    ("CrossEntropyLoss", 2, indices, True),
    ("NLLLoss", 2, indices, True),
    ("BCELoss", 2, same, True),
    ("BCEWithLogitsLoss", 2, same, True),
    ("L1Loss", 2, same, False),
    ("MSELoss", 2, same, False),
    ("SmoothL1Loss", 2, same, False),
    ("PoissonNLLLoss", 2, same, False),
    ("KLDivLoss", 2, same, False),
    ("MarginRankingLoss", 3, signs, False),
    ("MultiLabelMarginLoss", 2, "类别索引，-1 填充", False),
    ("SoftMarginLoss", 2, signs, False),
    ("MultiLabelSoftMarginLoss", 2, same, True),
    ("MultiMarginLoss", 2, indices, True),
    ("TripletMarginLoss", 3, "无", False),
    ("HingeEmbeddingLoss", 2, signs, False),
    ("CosineEmbeddingLoss", 3, signs, False),
    ("CTCLoss", 4, "序列", False),
]
table = [
    {
        "名称": name,
        "输入": inputs,
        "目标": target,
        "支持权重": weighted,
        "默认 reduction": getattr(nn, name)().reduction,
        "公式": "见课件",
    }
    for name, inputs, target, weighted in facts
]
for row in table:
    print(row["名称"], row["默认 reduction"])
