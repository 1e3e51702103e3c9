"""Counting lines. 数行数。"""


def line_count(text: str) -> int:
    """Return the number of lines; each line ends in a line feed."""
    return len(text.splitlines())
