"""What runs beside the student's code: one fact of one row of the table, in plain words.

Also reads the rows of a file, whose values are all text.
"""

import csv
import re

FUNCTIONS = {
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "L1Loss": "l1_loss",
    "MSELoss": "mse_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "PoissonNLLLoss": "poisson_nll_loss",
    "KLDivLoss": "kl_div",
    "MarginRankingLoss": "margin_ranking_loss",
    "MultiLabelMarginLoss": "multilabel_margin_loss",
    "SoftMarginLoss": "soft_margin_loss",
    "MultiLabelSoftMarginLoss": "multilabel_soft_margin_loss",
    "MultiMarginLoss": "multi_margin_loss",
    "TripletMarginLoss": "triplet_margin_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "CosineEmbeddingLoss": "cosine_embedding_loss",
    "CTCLoss": "ctc_loss",
}
"""The losses of the course, each with its function in torch.nn.functional."""

COLUMNS = {
    "name": "名称",
    "inputs": "输入",
    "target": "目标",
    "supports_weight": "支持权重",
    "default_reduction": "默认 reduction",
    "formula": "公式",
}

NAMES = ("损失函数", "损失", "函数", "loss", "lossfunction")
"""Other headings of the column of names, squeezed."""

TARGETS = {
    "class index": "类别索引",
    "same shape": "形状相同",
    "plus/minus one": "正负一",
    "class indices, -1 padded": "类别索引，-1 填充",
    "sequences": "序列",
    "none": "无",
}

TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


def fact(student, loss, column):
    """A fact of `summary()` about a loss; see `fact_of`."""
    return fact_of(student.summary(), loss, column)


def fact_of(table, loss, column):
    """A column of the loss's row in plain words; None without such a row or column.

    "rows" is the number of the loss's rows, "formula" whether there is one.
    """
    rows = rows_about(as_rows(table), loss)
    if column == "rows":
        return len(rows)
    if not rows or column not in rows[0]:
        return None
    return READERS[column](rows[0][column])


def is_the_only_one_missing(student, loss):
    """Whether every loss but this one has a row."""
    rows = as_rows(student.summary())
    return [one for one in FUNCTIONS if not rows_about(rows, one)] == [loss]


def rows_about(rows, loss):
    """Those of a table's rows that are about a loss."""
    return [row for row in rows if is_about(row.get("name"), loss)]


def as_rows(table):
    """Those items of a list that are dicts, their keys in English."""
    if not isinstance(table, (list, tuple)):
        return []
    return [
        {english(key): value for key, value in row.items()}
        for row in table
        if isinstance(row, dict)
    ]


def english(column):
    """The English name of a known column, in either language; any other stays as it is."""
    return ENGLISH.get(squeezed(column), column)


def is_about(name, loss):
    """Whether a row's name is the loss's class or function."""
    last = squeezed(name).removesuffix("()").rpartition(".")[2]
    return last in (squeezed(loss), squeezed(FUNCTIONS[loss]))


def squeezed(text):
    """Lower case, without blanks, underscores and marks of Markdown; "" if it is no text."""
    if not isinstance(text, str):
        return ""
    for mark in (" ", "_", "`", "*", "\u3000", "\ufeff"):
        text = text.replace(mark, "")
    return text.strip().lower()


ENGLISH = dict.fromkeys(NAMES, "name")
"""The English name of a column by its headings, squeezed."""
for _english, _chinese in COLUMNS.items():
    ENGLISH[squeezed(_english)] = ENGLISH[squeezed(_chinese)] = _english


def whole_number(value):
    """2, 2.0 and "2" are 2; anything else stays as it is."""
    value = bare(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return value
    return int(number) if number.is_integer() and not isinstance(value, bool) else value


def truth(value):
    """True, "yes" and 是 are True; False, "no" and 否 are False; the rest stays as it is."""
    value = bare(value)
    return TRUTHS.get(squeezed(value), value)


def target(value):
    """The English words for a kind of target; None is how Python says "none"."""
    if value is None:
        return "none"
    for english, chinese in TARGETS.items():
        if plain(value) in (plain(english), plain(chinese)):
            return english
    return value


def plain(text):
    """Squeezed, with half-width commas."""
    return squeezed(text).replace("，", ",")


def reduction(value):
    """Without quotation marks, in lower case."""
    return squeezed(value).strip("'\"") if isinstance(value, str) else value


def bare(value):
    """A numpy scalar as a number of Python's."""
    return value.item() if hasattr(value, "item") and getattr(value, "size", 0) == 1 else value


def is_text(value):
    """Whether there is some text."""
    return isinstance(value, str) and bool(value.strip())


READERS = {
    "formula": is_text,
    "inputs": whole_number,
    "target": target,
    "supports_weight": truth,
    "default_reduction": reduction,
}


RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?)?")
"""The line below the header of a Markdown table."""

BAR = re.compile(r"(?<!\\)\|")
MOST_ROWS = 200
MOST_TEXT = 1 << 16


def read_text(student, text, variables=None):
    """The table in a Markdown or CSV file, its columns by their English names, in `summary`.

    Markdown may hold other text and several tables; CSV may be separated by commas,
    semicolons or tabs. A table without a column of names is passed over, and cells too many
    belong to the formula, which may hold bars (|x - y|) or commas. Without one, the `variables`
    of a script are looked through.
    """
    lines = [line.strip() for line in text[:MOST_TEXT].splitlines()]
    if any(RULE.fullmatch(line) for line in lines):
        tables = markdown_tables(lines)
    else:
        tables = [csv_table([line for line in lines if line])]
    rows = [row for table in tables if table for row in table_rows(*table)]
    rows = rows or [row for value in (variables or {}).values() for row in variable_rows(value)]
    return {"summary": rows[:MOST_ROWS]}


def variable_rows(value):
    """The rows in a list of dicts, a dict of dicts by names, or a list of lists with a header."""
    if isinstance(value, dict):
        pairs = [(name, row) for name, row in value.items() if isinstance(row, dict)]
        return as_rows([{"name": name, **row} for name, row in pairs])
    if isinstance(value, list) and value and isinstance(value[0], list):
        header, *body = (row for row in value if isinstance(row, list))
        value = [dict(zip(map(str, header), row, strict=False)) for row in body]
    return [row for row in as_rows(value) if "name" in row]


def markdown_tables(lines):
    """Every table as lists of cells, its header first; a table ends where there is no bar."""
    tables = []
    for place, line in enumerate(lines):
        if place and RULE.fullmatch(line):
            table = [cells_of(lines[place - 1])]
            for row in lines[place + 1 :]:
                if "|" not in row:
                    break
                table.append(cells_of(row))
            tables.append(table)
    return tables


def cells_of(line):
    """The cells of a row of Markdown, with or without bars at its ends."""
    inner = line.removeprefix("|")
    inner = inner[:-1] if BAR.search(inner[-2:]) and inner.endswith("|") else inner
    return [cell.strip().replace("\\|", "|") for cell in BAR.split(inner)]


def csv_table(lines):
    """The lines of a CSV file as lists of cells, from the first that names columns."""
    for place, line in enumerate(lines):
        separator = max(",;\t，", key=line.count)
        names = [english(cell) for cell in csv_cells([line], separator)[0]]
        if "name" in names and len({*COLUMNS} & {*names}) > 1:
            return csv_cells(lines[place:], separator)
    return []


def csv_cells(lines, separator):
    """Every row's cells, without blanks around them."""
    rows = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in rows]


def table_rows(header, *body):
    """Rows by the known columns; those of a table without names are none."""
    names = [english(name) for name in header]
    if "name" not in names:
        return []
    formula = names.index("formula") if "formula" in names else len(names) - 1
    rows = [zip(names, fitted(cells, len(names), formula), strict=False) for cells in body]
    return [{name: cell for name, cell in row if name in COLUMNS} for row in rows]


def fitted(cells, count, formula):
    """As many cells as columns: those too many are joined in the formula's place."""
    end = formula + 1 + max(0, len(cells) - count)
    return [*cells[:formula], "|".join(cells[formula:end]), *cells[end:]]
