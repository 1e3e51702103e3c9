"""Six schedules: the lesson's curves first, then any settings; torch is the measure.

六种学习率调整策略：先是课程中的曲线，再是任意的设置；以 torch 为准。
"""

from hypothesis import given

from grader import (
    assert_close,
    assert_entries,
    assert_equal,
    assert_mostly_by_hand,
    assert_raises,
    assert_unchanged,
    check,
)
from reference.week5 import lr_schedules as reference
from reference.week5 import probes_lr_schedules as probes
from reference.week5.lr_schedules import ATOL, LESSON, RTOL


@check(1, zh="课程中六种设置的曲线", en="the curves of the lesson's six settings")
def test_lesson_curves(student):
    want = reference.lesson_rates()
    rtol, atol = 1e-4, 1e-7  # float32 loses digits over 200 epochs; the smallest rate is 1e-5

    assert_close(student.step_lr(**LESSON["step_lr"]), want["step_lr"], rtol=rtol, atol=atol)
    assert_close(
        student.multi_step_lr(**LESSON["multi_step_lr"]),
        want["multi_step_lr"],
        rtol=rtol,
        atol=atol,
    )
    assert_close(
        student.exponential_lr(**LESSON["exponential_lr"]),
        want["exponential_lr"],
        rtol=rtol,
        atol=atol,
    )
    assert_close(
        student.cosine_annealing_lr(**LESSON["cosine_annealing_lr"]),
        want["cosine_annealing_lr"],
        rtol=rtol,
        atol=atol,
    )
    assert_close(student.lambda_lr(**LESSON["lambda_lr"]), want["lambda_lr"], rtol=rtol, atol=atol)
    assert_close(
        student.reduce_lr_on_plateau(**LESSON["reduce_lr_on_plateau"]),
        want["reduce_lr_on_plateau"],
        rtol=rtol,
        atol=atol,
    )


@check(1, zh="step_lr：任意设置都与 torch 一致", en="step_lr equals torch for any settings")
@given(settings=reference.steps())
def test_steps(student, settings):
    want = reference.step_lr(**settings)

    assert_close(student.step_lr(**settings), want, rtol=RTOL, atol=ATOL)


@check(
    1,
    zh="multi_step_lr：任意里程碑都与 torch 一致，里程碑列表不变",
    en="multi_step_lr equals torch for any milestones and leaves their list alone",
)
@given(settings=reference.milestones())
def test_milestones(student, settings):
    want = reference.multi_step_lr(**settings)

    got = assert_unchanged(student.multi_step_lr, **settings)

    assert_close(got, want, rtol=RTOL, atol=ATOL)


@check(
    1,
    zh="exponential_lr：任意设置都与 torch 一致",
    en="exponential_lr equals torch for any settings",
)
@given(settings=reference.decays())
def test_exponential(student, settings):
    want = reference.exponential_lr(**settings)

    assert_close(student.exponential_lr(**settings), want, rtol=RTOL, atol=ATOL)


@check(
    1,
    zh="cosine_annealing_lr：任意设置都与 torch 一致，T_max 之后回升",
    en="cosine_annealing_lr equals torch for any settings, beyond T_max too",
)
@given(settings=reference.cosines())
def test_cosine(student, settings):
    want = reference.cosine_annealing_lr(**settings)

    # near T_max, 1 + cos cancels: in float32 it is right to 1e-7 of the base rate only
    atol = 1e-6 * settings["base_lr"]
    assert_close(student.cosine_annealing_lr(**settings), want, rtol=RTOL, atol=atol)


@check(1, zh="lambda_lr：任意函数都与 torch 一致", en="lambda_lr equals torch for any function")
@given(settings=reference.factors())
def test_lambda(student, settings):
    want = reference.lambda_lr(**settings)

    assert_close(student.lambda_lr(**settings), want, rtol=RTOL, atol=ATOL)


@check(
    2,
    zh="reduce_lr_on_plateau：任意指标与设置都与 torch 一致",
    en="reduce_lr_on_plateau equals torch for any metrics and settings",
)
@given(settings=reference.plateaus())
def test_plateau(student, settings):
    want = reference.reduce_lr_on_plateau(**settings)

    got = assert_unchanged(student.reduce_lr_on_plateau, **settings)

    assert_close(got, want, rtol=RTOL, atol=ATOL)


@check(
    1,
    zh="未知的 mode、threshold_mode 与 scheduler 名称抛出 ValueError",
    en="an unknown mode, threshold_mode or name of a scheduler raises ValueError",
)
def test_refuses_the_unknown(student):
    metrics = [1.0, 0.5, 0.25]

    got = student.reduce_lr_on_plateau(0.5, metrics)

    assert_close(got, [0.5, 0.5, 0.5], rtol=RTOL, atol=ATOL)
    for option in ({"mode": "minimum"}, {"threshold_mode": "relative"}):
        assert_raises(ValueError, student.reduce_lr_on_plateau, 0.5, metrics, **option)
    refused = student.probe(probes.refusals, ["LinearLR", "Step"])
    want = {"LinearLR": "ValueError", "Step": "ValueError"}
    assert_equal(refused, want, where="build_scheduler")


@check(
    1,
    zh="build_scheduler 构造 torch 的 scheduler，并传入选项",
    en="build_scheduler makes torch's own scheduler with the options",
)
@given(scheduler=reference.schedulers())
def test_builds(student, scheduler):
    want = probes.scheduled_rates(reference, **scheduler)

    got = student.probe(probes.scheduled_rates, **scheduler)

    assert_entries(got, want, rtol=RTOL, atol=ATOL)


@check(
    1,
    zh="手写：六个函数没有调用 torch 的 scheduler，并且至少一半的值正确",
    en="by hand: the six call no scheduler of torch, and at least half of them are right",
)
def test_by_hand(student):
    wanted = reference.lesson_rates()

    assert_mostly_by_hand(
        *[(getattr(student, name), LESSON[name], rates) for name, rates in wanted.items()]
    )
