"""The classes that building a loss passes through: the homework's, then any loss.

构造损失函数时经过的类：先是作业中的，再是任意的损失。
"""

from hypothesis import given

from grader import assert_equal, check
from reference.week4 import loss_class_trace as reference
from reference.week4 import probes_loss_class_trace as probes


@check(
    5,
    homework=True,
    zh="从 nn.CrossEntropyLoss() 到 Module 依次进入的类",
    en="the classes from nn.CrossEntropyLoss() to Module, in order",
)
def test_homework_classes(student):
    record = student.record(student.classes_entered)

    assert_equal(reference.stations(record), reference.classes_entered())


@check(2, zh="课程的 18 种损失各自进入的类", en="the classes that each of the 18 losses enters")
@given(loss_class=reference.losses())
def test_every_loss(student, loss_class):
    want = reference.init_chain(loss_class)

    assert_equal(reference.plain_names(student.init_chain(loss_class)), want)


@check(1, zh="新定义的损失类所进入的类", en="the classes that newly defined losses enter")
@given(source=reference.sources())
def test_new_classes(student, source):
    want = probes.chain_of(reference, str(source))

    assert_equal(reference.plain_names(student.probe(probes.chain_of, str(source))), want)
