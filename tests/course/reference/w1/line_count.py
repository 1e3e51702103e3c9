"""Oracle and misconceptions of w1/line_count."""

from grader import misconception


def line_count(text: str) -> int:
    """The number of line feeds."""
    return text.count("\n")


@misconception(
    zh="数的是换行符之间的段，比行数多一",
    en="the pieces between line feeds are counted, one more than lines",
    hint_zh='"a\\n".split("\\n") 有几个元素？',
    hint_en='how many elements has "a\\n".split("\\n")?',
)
class CountsPieces:
    def line_count(text):
        return len(text.split("\n"))
