"""`double` gives twice its argument. `double` 给出参数的两倍。"""

import torch
from hypothesis import given
from reference.w1 import double as reference

from grader import assert_close, check, tensors


@check(2, zh="1、2、3 的两倍是 2、4、6", en="twice 1, 2, 3 is 2, 4, 6")
def test_of_three_numbers(student):
    assert_close(student.double(torch.tensor([1.0, 2.0, 3.0])), torch.tensor([2.0, 4.0, 6.0]))


@check(4, zh="任意张量都成立", en="it holds for any tensor")
@given(x=tensors("rows cols"))
def test_of_any_tensor(student, x):
    want = reference.double(x)

    assert_close(student.double(x), want)
