"""An optimiser by hand: the lesson's tour of its methods, then any groups and steps.

手写优化器：先按课上的顺序走一遍各个方法，再是任意的参数组和步骤。
"""

from hypothesis import given

from grader import assert_close, assert_entries, assert_probe_by_hand, check
from reference.week4 import optimizer_basics as reference
from reference.week4 import probes_optimizer_basics as probes


@check(
    2,
    zh="课上的演示：step、修改 lr、zero_grad、add_param_group",
    en="the lesson's tour: step, another lr, zero_grad, add_param_group",
)
def test_lesson_tour(student):
    assert_entries(student.probe(probes.lesson, **reference.TOUR), reference.LESSON)


@check(
    2,
    zh="任意参数组、学习率与梯度，每一步都与 torch 的 SGD 一致",
    en="for any groups, rates and gradients every step is that of torch's SGD",
)
@given(case=reference.complete_cases())
def test_steps_like_sgd(student, case):
    want = probes.steps(reference, **case)

    assert_close(student.probe(probes.steps, **case), want)


@check(1, zh="没有梯度的参数保持不变", en="parameters without a gradient are left alone")
@given(case=reference.partial_cases())
def test_leaves_others_alone(student, case):
    want = probes.steps(reference, **case)

    assert_close(student.probe(probes.steps, **case), want)


@check(
    1,
    zh="backward、step、zero_grad 以任意顺序调用，梯度的累加与清空都正确",
    en="backward, step and zero_grad in any order: gradients accumulate and are cleared",
)
@given(case=reference.action_cases())
def test_any_order(student, case):
    want = probes.actions(reference, **case)

    assert_close(student.probe(probes.actions, **case), want)


@check(
    1,
    zh="state_dict 载入另一个优化器：选项过去，参数不动",
    en="a state_dict brings its options to another optimiser, and leaves the parameters there",
)
@given(case=reference.state_cases())
def test_state_round_trip(student, case):
    want = probes.round_trip(reference, **case)

    assert_entries(student.probe(probes.round_trip, **case), want)


@check(
    1,
    zh="同一个参数出现两次，抛出 ValueError，什么也不添加",
    en="a parameter that is given twice raises ValueError, and nothing is added",
)
def test_refuses_repetitions(student):
    assert_entries(student.probe(probes.repetitions), reference.REPETITIONS)


@check(
    1,
    zh="手写：结果正确，并且没有使用 torch.optim",
    en="by hand: the right result, without torch.optim",
)
def test_by_hand(student):
    facts = assert_probe_by_hand(student, probes.descent)

    assert_entries(facts, reference.DESCENT)
