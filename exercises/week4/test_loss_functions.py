"""The 18 losses: known numbers first, then any numbers under every reduction and option.

18 种损失函数：先是已知的数，再是任意的数，包括所有的 reduction 和选项。
"""

from hypothesis import given

from grader import assert_close, assert_mostly_by_hand, assert_raises, assert_unchanged, check
from reference.week4 import loss_functions as reference


def assert_known(student, *names):
    """The known values of losses, one by one and averaged."""
    for name in names:
        case, loss = reference.known(name), getattr(student, name)
        each, mean = reference.known_values(name), reference.known_mean(name)

        record = student.record(loss, **case, reduction="none")
        assert_close(reference.value_of(record, name, each), each, where=name)
        assert_close(reference.value_of(student.record(loss, **case), name, mean), mean, where=name)


def assert_agrees(loss, case):
    """A loss equals torch's under every reduction, and leaves its arguments alone."""
    for reduction in reference.reductions(loss.name):
        want = reference.wanted(loss.name, case, reduction)

        got = assert_unchanged(loss, **case, reduction=reduction)

        assert_close(got, want, where=f"reduction={reduction!r}")


def assert_refuses_others(loss):
    """A loss knows "sum" and refuses what is no reduction."""
    case = reference.known(loss.name)

    assert_close(loss(**case, reduction="sum"), reference.known_sum(loss.name), where=loss.name)
    for reduction in ("average", "Mean"):
        assert_raises(ValueError, loss, **case, reduction=reduction)


@check(
    1,
    homework=True,
    zh="作业数据：cross_entropy 为 0.3642；另外三种分类损失在小数据上的值",
    en="the homework's data: cross_entropy is 0.3642; values of three more classification losses",
)
def test_homework_classification(student):
    assert_known(student, *reference.CLASSIFICATION)


@check(
    1,
    homework=True,
    zh="其余 14 种损失在小数据上的值，由笔算得出",
    en="values of the other 14 losses on small data, worked out by hand",
)
def test_known_values(student):
    assert_known(student, *reference.OTHERS)


@check(
    1,
    zh="cross_entropy 与 torch 一致：带 weight、ignore_index、label_smoothing",
    en="cross_entropy equals torch's, with weight, ignore_index, label_smoothing",
    examples=20,
)
@given(case=reference.cases("cross_entropy"))
def test_cross_entropy(student, case):
    assert_agrees(student.cross_entropy, case)


@check(
    1,
    zh="nll_loss 与 torch 一致：带 weight、ignore_index",
    en="nll_loss equals torch's, with weight, ignore_index",
    examples=20,
)
@given(case=reference.cases("nll_loss"))
def test_nll_loss(student, case):
    assert_agrees(student.nll_loss, case)


@check(
    1,
    zh="binary_cross_entropy 与 torch 一致：带 weight，概率可为 0 和 1",
    en="binary_cross_entropy equals torch's, with weight, at probabilities 0 and 1 too",
    examples=20,
)
@given(case=reference.cases("binary_cross_entropy"))
def test_binary_cross_entropy(student, case):
    assert_agrees(student.binary_cross_entropy, case)


@check(
    1,
    zh="binary_cross_entropy_with_logits 与 torch 一致：带 weight、pos_weight，logits 可达 ±300",
    en="binary_cross_entropy_with_logits equals torch's, with weight and pos_weight, for logits up to ±300",
    examples=20,
)
@given(case=reference.cases("binary_cross_entropy_with_logits"))
def test_binary_cross_entropy_with_logits(student, case):
    assert_agrees(student.binary_cross_entropy_with_logits, case)


@check(
    1,
    zh="l1_loss 与 torch 一致",
    en="l1_loss equals torch's",
    examples=20,
)
@given(case=reference.cases("l1_loss"))
def test_l1_loss(student, case):
    assert_agrees(student.l1_loss, case)


@check(
    1,
    zh="mse_loss 与 torch 一致",
    en="mse_loss equals torch's",
    examples=20,
)
@given(case=reference.cases("mse_loss"))
def test_mse_loss(student, case):
    assert_agrees(student.mse_loss, case)


@check(
    1,
    zh="smooth_l1_loss 与 torch 一致：带 beta",
    en="smooth_l1_loss equals torch's, with beta",
    examples=20,
)
@given(case=reference.cases("smooth_l1_loss"))
def test_smooth_l1_loss(student, case):
    assert_agrees(student.smooth_l1_loss, case)


@check(
    1,
    zh="poisson_nll_loss 与 torch 一致：带 log_input、full、eps",
    en="poisson_nll_loss equals torch's, with log_input, full, eps",
    examples=20,
)
@given(case=reference.cases("poisson_nll_loss"))
def test_poisson_nll_loss(student, case):
    assert_agrees(student.poisson_nll_loss, case)


@check(
    1,
    zh="kl_div 与 torch 一致：带 log_target，四种 reduction",
    en="kl_div equals torch's, with log_target, under four reductions",
    examples=20,
)
@given(case=reference.cases("kl_div"))
def test_kl_div(student, case):
    assert_agrees(student.kl_div, case)


@check(
    1,
    zh="margin_ranking_loss 与 torch 一致：带 margin",
    en="margin_ranking_loss equals torch's, with margin",
    examples=20,
)
@given(case=reference.cases("margin_ranking_loss"))
def test_margin_ranking_loss(student, case):
    assert_agrees(student.margin_ranking_loss, case)


@check(
    1,
    zh="multilabel_margin_loss 与 torch 一致：目标以第一个 -1 为止",
    en="multilabel_margin_loss equals torch's, its targets ending at the first -1",
    examples=20,
)
@given(case=reference.cases("multilabel_margin_loss"))
def test_multilabel_margin_loss(student, case):
    assert_agrees(student.multilabel_margin_loss, case)


@check(
    1,
    zh="soft_margin_loss 与 torch 一致",
    en="soft_margin_loss equals torch's",
    examples=20,
)
@given(case=reference.cases("soft_margin_loss"))
def test_soft_margin_loss(student, case):
    assert_agrees(student.soft_margin_loss, case)


@check(
    1,
    zh="multilabel_soft_margin_loss 与 torch 一致：带 weight",
    en="multilabel_soft_margin_loss equals torch's, with weight",
    examples=20,
)
@given(case=reference.cases("multilabel_soft_margin_loss"))
def test_multilabel_soft_margin_loss(student, case):
    assert_agrees(student.multilabel_soft_margin_loss, case)


@check(
    1,
    zh="multi_margin_loss 与 torch 一致：带 p、margin、weight",
    en="multi_margin_loss equals torch's, with p, margin, weight",
    examples=20,
)
@given(case=reference.cases("multi_margin_loss"))
def test_multi_margin_loss(student, case):
    assert_agrees(student.multi_margin_loss, case)


@check(
    1,
    zh="triplet_margin_loss 与 torch 一致：带 margin、p、eps、swap",
    en="triplet_margin_loss equals torch's, with margin, p, eps, swap",
)
@given(case=reference.cases("triplet_margin_loss"))
def test_triplet_margin_loss(student, case):
    assert_agrees(student.triplet_margin_loss, case)


@check(
    1,
    zh="hinge_embedding_loss 与 torch 一致：带 margin",
    en="hinge_embedding_loss equals torch's, with margin",
    examples=20,
)
@given(case=reference.cases("hinge_embedding_loss"))
def test_hinge_embedding_loss(student, case):
    assert_agrees(student.hinge_embedding_loss, case)


@check(
    1,
    zh="cosine_embedding_loss 与 torch 一致：带 margin",
    en="cosine_embedding_loss equals torch's, with margin",
    examples=20,
)
@given(case=reference.cases("cosine_embedding_loss"))
def test_cosine_embedding_loss(student, case):
    assert_agrees(student.cosine_embedding_loss, case)


@check(
    1,
    zh="ctc_loss 与 torch 一致：带 blank、zero_infinity，填充或首尾相接的目标",
    en="ctc_loss equals torch's, with blank, zero_infinity, padded or concatenated targets",
)
@given(case=reference.cases("ctc_loss"))
def test_ctc_loss(student, case):
    assert_agrees(student.ctc_loss, case)


@check(
    1,
    zh="18 种损失都对未知的 reduction 抛出 ValueError",
    en="all 18 losses raise ValueError for an unknown reduction",
)
def test_rejects_unknown_reduction(student):
    for name in reference.KNOWN:
        assert_refuses_others(getattr(student, name))


@check(
    3,
    zh="手写：没有调用 torch 的损失，并且 18 种之中至少一半的值正确",
    en="by hand: no loss of torch is called, and at least half of the 18 are right",
)
def test_by_hand(student):
    assert_mostly_by_hand(
        *[
            (
                getattr(student, name),
                {**reference.known(name), "reduction": "sum"},
                reference.known_sum(name),
            )
            for name in reference.KNOWN
        ]
    )
