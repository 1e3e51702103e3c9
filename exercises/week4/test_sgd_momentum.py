"""SGD with momentum: the homework's learning rates and momenta, then any options.

带动量的 SGD：先是作业中的学习率和动量，再是任意的选项。
"""

from hypothesis import given

from grader import assert_by_hand, assert_close, assert_raises, assert_unchanged, check
from reference.week4 import sgd_momentum as reference


@check(
    3,
    zh="作业的三组学习率和动量：从 1 出发、梯度为 1 的三步",
    en="the homework's learning rates and momenta: three steps from 1 with gradient 1",
)
def test_homework_groups(student):
    for lr, momentum, want in reference.HOMEWORK:
        got = student.sgd_trajectory(**reference.homework(lr, momentum))

        assert_close(got, [[value] for value in want])


@check(
    1,
    zh="任意学习率和动量都与 torch 的 SGD 一致，参数不被改动",
    en="it equals torch's SGD for any rate and momentum, and leaves its arguments alone",
)
@given(case=reference.momentum_cases())
def test_momentum(student, case):
    want = reference.trajectory_of(**case)

    assert_close(assert_unchanged(student.sgd_trajectory, **case), want)


@check(
    1,
    zh="dampening 与权重衰减与 torch 的 SGD 一致",
    en="dampening and weight decay are those of torch's SGD",
)
@given(case=reference.damped_cases())
def test_dampening_and_weight_decay(student, case):
    want = reference.trajectory_of(**case)

    assert_close(student.sgd_trajectory(**case), want)


@check(1, zh="Nesterov 动量与 torch 的 SGD 一致", en="Nesterov's momentum is that of torch's SGD")
@given(case=reference.nesterov_cases())
def test_nesterov(student, case):
    want = reference.trajectory_of(**case)

    assert_close(student.sgd_trajectory(**case), want)


@check(
    1,
    zh="nesterov 而没有动量，或带 dampening，抛出 ValueError",
    en="nesterov without momentum, or with dampening, raises ValueError",
)
def test_refuses_nesterov(student):
    case = reference.plain()

    assert_close(student.sgd_trajectory(**case), reference.PLAIN)
    assert_raises(ValueError, student.sgd_trajectory, **case, nesterov=True)
    options = {"momentum": 0.9, "dampening": 0.1, "nesterov": True}
    assert_raises(ValueError, student.sgd_trajectory, **case, **options)


@check(
    1,
    zh="手写：结果正确，并且没有使用 torch.optim",
    en="by hand: the right result, without torch.optim",
)
def test_by_hand(student):
    (steps,) = assert_by_hand((student.sgd_trajectory, reference.plain()))

    assert_close(steps, reference.PLAIN)
