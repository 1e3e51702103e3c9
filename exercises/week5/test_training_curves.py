"""Curves of a training run: the charts of the homework first, then what the points must be.

训练曲线：先是作业要求的两幅图，再看图中的每个点。
"""

from hypothesis import given

from grader import (
    assert_charts,
    assert_curves,
    assert_entries,
    assert_history,
    assert_shared_charts,
    check,
    illustrated,
)
from reference.week5 import probes_training_curves as probes
from reference.week5 import training_curves as reference


@check(
    6,
    homework=True,
    zh="两幅图，每幅图中有 Train 与 Valid 两条曲线",
    en="two charts, with the curves of Train and Valid together in each",
)
def test_homework_charts(student):
    log = student.log(probes.curves, reference.homework_history())

    assert_shared_charts(log.scalars, at_least=2)


@check(
    3,
    homework=True,
    zh="可分的数据：损失下降，准确率在 [0, 1] 之间，曲线与返回的记录一致",
    en="separable data: losses fall, accuracies lie in [0, 1], the curves show the history",
)
def test_homework_training(student):
    case = reference.homework_training()

    record = student.record_log(probes.train, **case)

    history = reference.history_of(record, case["epochs"])
    with illustrated(reference.pictured, record, history):
        reference.assert_progress(record, history)
    assert_curves(record.log.scalars, *reference.drawn(record, history))


@check(
    2,
    zh="任意记录：Loss 与 Accuracy 各在一幅图中，逐轮相符",
    en="any history: losses in one chart, accuracies in another, epoch by epoch",
    examples=20,
)
@given(history=reference.histories())
def test_draws_any_history(student, history):
    log = student.log(probes.curves, history)

    assert_charts(log.scalars, *reference.charts(reference.columns(history)))


@check(
    1,
    examples=20,
    zh="学习率为 0 时，损失与准确率是对全部样本的平均",
    en="at a learning rate of 0, losses and accuracies are means over all samples",
)
@given(case=reference.untrained())
def test_means_over_samples(student, case):
    want = reference.history_without_training(**case)

    got = student.probe(probes.train_unwatched, **case, lr=0.0)

    history = assert_history(got, reference.KEYS, epochs=case["epochs"])
    assert_entries(history, want)


@check(
    1,
    examples=20,
    zh="最后一轮的验证结果等于训练好的模型在 eval 模式下的结果",
    en="the last validation is what the trained model gives in eval mode",
)
@given(case=reference.with_dropout_and_batch_norm())
def test_validates_in_eval_mode(student, case):
    got = student.probe(probes.last_validation, **case)

    assert_entries(got, reference.own_validation(got, **case))


@check(
    1,
    zh="每一轮都在 train 模式下训练，在 eval 模式下验证",
    en="every epoch trains in train mode, and validation runs in eval mode",
)
def test_trains_in_train_mode(student):
    case = reference.three_epochs()
    want = probes.batches_by_mode(reference, **case)

    got = student.probe(probes.batches_by_mode, **case)

    assert_entries(got, want)


@check(
    1,
    zh="每一步都是学习率为 lr 的 SGD，只用这一批的梯度",
    en="every step is SGD at the rate lr, with the gradient of its own batch alone",
)
def test_steps_with_its_own_gradient(student):
    case = reference.two_batches()
    want = probes.steps(reference, **case)

    got = student.probe(probes.steps, **case)

    assert_entries(got, want)
