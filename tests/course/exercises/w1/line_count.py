"""Counting lines. 数行数。"""


def line_count(text: str) -> int:
    """Return the number of lines; each line ends in a line feed.

    返回行数；每一行都以换行符结尾。
    """
    raise NotImplementedError
