"""The training loop: the homework's line first, then any small network.

训练循环：先是作业中的直线，再是任意小网络。
"""

from hypothesis import given

from grader import assert_entries, assert_that, check
from reference.training_project import probes_training_loop as probes
from reference.training_project import training_loop as reference


@check(
    6,
    homework=True,
    zh="作业数据 y = 2x + 5，权重从 0 开始，分成三个一批和一个一批：三轮的平均损失",
    en="the line y = 2x + 5, zero weights, batches of three and one: mean losses of three epochs",
)
def test_homework_losses(student):
    want = {"losses": reference.HOMEWORK_LOSSES}

    record = student.record(probes.trained, **reference.homework())

    assert_entries(reference.losses(record, want), want)


@check(
    5,
    homework=True,
    zh="作业数据 y = 2x + 5，权重从 0 开始：三轮之后的权重与偏置",
    en="the line y = 2x + 5, zero weights: weight and bias after three epochs",
)
def test_homework_parameters(student):
    want = {"parameters": reference.HOMEWORK_PARAMETERS}

    record = student.record(probes.trained, **reference.homework())

    assert_entries(reference.parameters(record, want), want)


@check(
    2,
    examples=20,
    zh="任意网络训练之后，参数都正确",
    en="any network: its parameters are right after training",
)
@given(case=reference.cases())
def test_trains_any_network(student, case):
    want = probes.trained(reference, **reference.in_float64(case))

    got = student.probe(probes.trained, **case)

    assert_entries(got, {"parameters": want["parameters"]})


@check(
    2,
    examples=20,
    zh="任意网络，每轮的损失都是全部样本的平均，最后一批较小时也是",
    en="any network: the losses are means over all samples, also where the last batch is smaller",
)
@given(case=reference.cases())
def test_mean_over_samples(student, case):
    want = probes.trained(reference, **reference.in_float64(case))

    got = student.probe(probes.trained, **case)

    assert_entries(got, {"losses": want["losses"]})


@check(
    2,
    examples=20,
    zh="每个批次都在 train 模式下训练，结束后模型仍处于 train 模式",
    en="every batch is trained in train mode, and the model is left in it",
)
@given(case=reference.moody_cases())
def test_trains_in_train_mode(student, case):
    want = probes.modes(reference, **reference.in_float64(case))

    assert_entries(student.probe(probes.modes, **case), want)


@check(
    1,
    examples=20,
    zh="冻结的参数保持不变，其余的得到训练",
    en="frozen parameters stay as they are, the others are trained",
)
@given(case=reference.frozen_cases())
def test_frozen_parameters_stay(student, case):
    want = probes.trained_in_part(reference, **reference.in_float64(case))

    got = student.probe(probes.trained_in_part, **case)

    assert_entries(got, want)


@check(
    2,
    zh="损失是普通的数，不带计算图",
    en="the losses are plain numbers that carry no graph",
)
def test_losses_carry_no_graph(student):
    got = student.probe(probes.trained, **reference.one_batch())

    assert_entries(got, {"losses": reference.FIRST_LOSS})
    assert_that(
        not reference.keeps_a_graph(got),
        got=got["losses"],
        want="float",
        zh="损失张量仍带着计算图，每个批次的内存都无法释放",
        en="the loss tensors still carry their graphs, so the memory of no batch is freed",
    )
