"""`line_count` counts line feeds. `line_count` 数换行符。"""

import hypothesis.strategies as st
from hypothesis import given

from grader import assert_close, check

LINES = st.lists(st.text(alphabet="ab ", max_size=5), max_size=5)


@check(1, zh="空文本有零行", en="an empty text has no line")
def test_of_nothing(student):
    assert_close(student.line_count(""), 0)


@check(3, zh="写几行，就数出几行", en="it counts as many lines as were written")
@given(lines=LINES)
def test_of_any_lines(student, lines):
    assert_close(student.line_count("".join(f"{line}\n" for line in lines)), len(lines))
