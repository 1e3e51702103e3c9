"""Initialisation: the lesson's numbers, then any layers.

权值初始化：先是课上的数，再是任意的层。
"""

from hypothesis import given

from grader import agrees, assert_close, assert_that, check
from reference.week4 import probes_weight_init as probes
from reference.week4 import weight_init as reference


@check(
    2,
    zh="课上的网络（256 个神经元）：Xavier 边界与 Kaiming 标准差",
    en="the lesson's network of 256 neurons: Xavier's bound and Kaiming's std",
)
def test_lesson_numbers(student):
    bound = student.xavier_uniform_bound(256, 256, gain=5 / 3)
    assert_close(bound, reference.LESSON_BOUND)

    std = student.kaiming_normal_std(256)
    assert_close(std, reference.LESSON_STD)


@check(
    1,
    zh="课上的网络，权重取自 N(0, 1)：标准差每层约为 16 倍",
    en="the lesson's network with weights from N(0, 1): the std grows 16-fold at every layer",
)
def test_lesson_explosion(student):
    stds = student.activation_stds(**reference.lesson())

    assert_close(stds, reference.LESSON_EXPLOSION, rtol=reference.LAYERS_RTOL)


@check(1, zh="任意层、任意 gain 的 Xavier 边界", en="Xavier's bound for any layer and gain")
@given(case=reference.fans())
def test_xavier(student, case):
    want = reference.xavier_uniform_bound(**case)

    assert_close(student.xavier_uniform_bound(**case), want)


@check(1, zh="任意层、任意斜率的 Kaiming 标准差", en="Kaiming's std for any layer and slope")
@given(case=reference.slopes())
def test_kaiming(student, case):
    want = reference.kaiming_normal_std(**case)

    assert_close(student.kaiming_normal_std(**case), want)


@check(
    1,
    zh="任意激活函数：各层输出的标准差与理论值相差不超过 15%",
    en="for any activation the std of every layer is within 15 % of the theory",
)
@given(case=reference.shallow_cases())
def test_layers(student, case):
    want = reference.expected_stds(**case)

    assert_close(student.activation_stds(**case), want, rtol=reference.LAYERS_RTOL)


@check(
    1,
    zh="权重的标准差合适时，50 层之后数值既不爆炸也不消失",
    en="with weights of the right std, the values neither explode nor vanish over 50 layers",
)
@given(case=reference.deep_cases())
def test_fifty_layers(student, case):
    low, high = reference.STABLE[case["activation"]]

    stds = student.activation_stds(**case)

    assert_that(
        reference.all_between(stds, low, high, count=50),
        got=stds,
        want=f"50 × [{low}, {high}]",
        zh=f"应当是 50 个数，都在 {low} 与 {high} 之间",
        en=f"50 numbers are expected, all from {low} to {high}",
    )


@check(
    1,
    zh="种子相同，列表相同；种子不同，列表不同",
    en="the same seed gives the same list, another seed another one",
)
@given(case=reference.seeded_cases())
def test_seed(student, case):
    runs = student.probe(probes.three_runs, **case)

    assert_close(runs["first"], reference.LESSON_EXPLOSION[:2], rtol=reference.LAYERS_RTOL)
    first, other = reference.numbers(runs["first"]), reference.numbers(runs["other"])
    assert_that(
        agrees(runs["again"], first),
        got=runs["again"],
        want=first,
        zh="种子相同，第二次得到的列表却与第一次不同",
        en="the second run under the same seed gives another list than the first",
    )
    assert_that(
        other != first,
        got=other,
        want=f"≠ {first}",
        zh="换了种子，得到的列表却一样",
        en="the list is the same under another seed",
    )
