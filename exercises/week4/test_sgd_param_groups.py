"""Three parameter groups in one SGD optimiser: the homework's, then any parameters.

一个 SGD 优化器里的三个参数组：先是作业的要求，再是任意的参数。
"""

from hypothesis import given

from grader import assert_close, assert_equal, assert_printed, assert_that, check
from reference.week4 import probes_sgd_param_groups as probes
from reference.week4 import sgd_param_groups as reference


@check(
    6,
    homework=True,
    zh="三个组依次有作业要求的学习率和动量",
    en="three groups have the homework's learning rates and momentum, in order",
)
def test_homework_groups(student):
    record = student.record(student.build_optimizer, reference.homework_parameters())

    assert_equal(reference.kind(record.optimizers), "SGD")
    assert_equal(reference.rates_and_momentum(record.optimizers), reference.HOMEWORK)


@check(
    3,
    homework=True,
    zh="参数组是用 add_param_group 添加的",
    en="groups are added through add_param_group",
)
def test_uses_add_param_group(student):
    record = student.record(student.build_optimizer, reference.homework_parameters())

    groups, added = reference.groups_and_additions(record.optimizers)
    assert_that(
        groups >= 3 and added >= 2,
        got={"groups": groups, "add_param_group": added},
        want="add_param_group ≥ 2",
        zh="应有三个组，构造之后至少调用两次 add_param_group",
        en="three groups, at least two of them through add_param_group after the construction",
    )


@check(2, zh="任意参数都按顺序进入各自的组", en="any parameters go to their own groups, in order")
@given(parameters=reference.parameter_lists())
def test_holds_the_parameters(student, parameters):
    record = student.record(student.build_optimizer, parameters)

    assert_equal(reference.places(record.optimizers), reference.wanted_places(parameters))


@check(
    2,
    zh="更新两步，每个参数的移动与 torch 的 SGD 一致",
    en="two steps move every parameter as torch's SGD does",
)
@given(case=reference.parameters_and_gradients())
def test_steps_like_sgd(student, case):
    want = probes.two_steps(reference, **case)

    got = student.probe(probes.two_steps, **case)

    assert_close(got, want)


@check(
    2,
    zh="任意优化器的每个组、每个键和值都打印出来",
    en="every key and value of every group of any optimiser is printed",
)
@given(description=reference.optimizers())
def test_prints_everything(student, description):
    printed = student.output(probes.print_groups, description)

    assert_printed(printed, probes.wanted_prints(description))
