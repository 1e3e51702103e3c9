"""A table of the course's 18 losses.

课程中 18 种损失函数的总结表。
"""

TABLE = """
CrossEntropyLoss         | 2 | class index              | yes | w_y * (logsumexp(x) - x_y)
NLLLoss                  | 2 | class index              | yes | -w_y * x_y
BCELoss                  | 2 | same shape               | yes | -w * (y * log(x) + (1 - y) * log(1 - x))
BCEWithLogitsLoss        | 2 | same shape               | yes | BCE(sigmoid(x), y)
L1Loss                   | 2 | same shape               | no  | abs(x - y)
MSELoss                  | 2 | same shape               | no  | (x - y) ** 2
SmoothL1Loss             | 2 | same shape               | no  | d = abs(x - y): d ** 2 / (2 * beta) if d < beta else d - beta / 2
PoissonNLLLoss           | 2 | same shape               | no  | exp(x) - y * x
KLDivLoss                | 2 | same shape               | no  | y * (log(y) - x)
MarginRankingLoss        | 3 | plus/minus one           | no  | max(0, -y * (x1 - x2) + margin)
MultiLabelMarginLoss     | 2 | class indices, -1 padded | no  | sum over targets j, others i: max(0, 1 - (x_j - x_i)) / C
SoftMarginLoss           | 2 | plus/minus one           | no  | log(1 + exp(-y * x))
MultiLabelSoftMarginLoss | 2 | same shape               | yes | mean over classes of BCE(sigmoid(x), y)
MultiMarginLoss          | 2 | class index              | yes | sum over i != y: max(0, w_y * (margin - x_y + x_i)) ** p / C
TripletMarginLoss        | 3 | none                     | no  | max(0, d(a, p) - d(a, n) + margin)
HingeEmbeddingLoss       | 2 | plus/minus one           | no  | x if y == 1 else max(0, margin - x)
CosineEmbeddingLoss      | 3 | plus/minus one           | no  | 1 - cos(x1, x2) if y == 1 else max(0, cos(x1, x2) - margin)
CTCLoss                  | 4 | sequences                | no  | -log of the sum over alignments of their probabilities
"""  # noqa: E501


def summary() -> list[dict[str, object]]:
    """The table above, a dict for each row; "mean" is the default of all.

    上面的表，每行一个字典；reduction 的默认值都是 "mean"。
    """
    rows = []
    for line in TABLE.strip().splitlines():
        name, inputs, target, weight, formula = (cell.strip() for cell in line.split("|"))
        rows.append(
            {
                "name": name,
                "inputs": int(inputs),
                "target": target,
                "supports_weight": weight == "yes",
                "default_reduction": "mean",
                "formula": formula,
            }
        )
    return rows
