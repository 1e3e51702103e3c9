"""A Markdown table in Chinese, functions in place of classes, other losses in between."""

TABLE = """
| 公式 | 名称 | 输入 | 目标 | 支持权重 | 默认 Reduction |
|---|---|---|---|---|---|
| 见文档 | F.ctc_loss | 4 | 序列 | 否 | mean |
| 见文档 | F.cosine_embedding_loss | 3 | 正负一 | 否 | mean |
| 见文档 | F.hinge_embedding_loss | 2 | 正负一 | 否 | mean |
| 见文档 | F.triplet_margin_loss | 3 | 无 | 否 | mean |
| 见文档 | F.multi_margin_loss | 2 | 类别索引 | 是 | mean |
| 见文档 | F.multilabel_soft_margin_loss | 2 | 形状相同 | 是 | mean |
| 见文档 | F.soft_margin_loss | 2 | 正负一 | 否 | mean |
| 见文档 | F.multilabel_margin_loss | 2 | 类别索引，-1 填充 | 否 | mean |
| 见文档 | F.margin_ranking_loss | 3 | 正负一 | 否 | mean |
| 见文档 | F.huber_loss | 2 | 形状相同 | 否 | mean |
| 见文档 | F.kl_div | 2 | 形状相同 | 否 | mean |
| 见文档 | F.poisson_nll_loss | 2 | 形状相同 | 否 | mean |
| 见文档 | F.smooth_l1_loss | 2 | 形状相同 | 否 | mean |
| 见文档 | F.mse_loss | 2 | 形状相同 | 否 | mean |
| 见文档 | F.l1_loss | 2 | 形状相同 | 否 | mean |
| 见文档 | F.binary_cross_entropy_with_logits | 2 | 形状相同 | 是 | mean |
| 见文档 | F.binary_cross_entropy | 2 | 形状相同 | 是 | mean |
| 见文档 | F.nll_loss | 2 | 类别索引 | 是 | mean |
| 见文档 | F.cross_entropy | 2 | 类别索引 | 是 | mean |
"""


def summary():
    lines = [line.strip("| ").split(" | ") for line in TABLE.strip().splitlines()]
    header, _, *body = lines
    return tuple(dict(zip(header, row, strict=True)) for row in body)
