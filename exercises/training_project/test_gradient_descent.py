"""Three kinds of gradient descent: the homework's line, then any data.

三种梯度下降：先是作业中的直线，再是任意数据。
"""

from hypothesis import given

from grader import (
    assert_by_hand,
    assert_close,
    assert_entries,
    assert_parts,
    assert_that,
    assert_unchanged,
    check,
)
from reference.training_project import gradient_descent as reference


def all_three(student, case, batch_size):
    """The name of each kind and what it gives, one after the other."""
    line = (2.0, 5.0, [0.0] * case["epochs"])
    kinds = {
        "batch_gradient_descent": {},
        "stochastic_gradient_descent": {},
        "mini_batch_gradient_descent": {"batch_size": batch_size},
    }
    for name, options in kinds.items():
        record = student.record(getattr(student, name), **case, **options)
        yield name, assert_parts(reference.result(record, line), **reference.shapes(**case))


def assert_line(name, found, w, b):
    """The line that this kind found."""
    assert_close([found["w"], found["b"]], [w, b], rtol=0, atol=0.01, where=f"{name}: w, b")


def assert_some_order_gives(got, wanted):
    """`wanted` holds the results of all orders of the samples; one of them was got."""
    closest, difference = reference.closest(got, wanted)
    assert_that(
        difference < 1e-4,
        got=got,
        want=closest,
        zh="无论样本按哪种顺序，都得不到这个结果；“应为”处是最接近的一种",
        en='no order of the samples gives this result; "want" is the closest that one gives',
    )


@check(
    6,
    homework=True,
    zh="作业数据：批量梯度下降三轮之后的 w、b 与每轮的损失",
    en="the homework's line: w, b and all losses after three epochs of batch descent",
)
def test_homework_three_epochs(student):
    case = reference.homework(lr=0.01, epochs=3)

    got = reference.three_epochs(student.record(student.batch_gradient_descent, **case))

    assert_entries(assert_parts(got, **reference.shapes(epochs=3)), reference.THREE_EPOCHS)


@check(
    5,
    homework=True,
    zh="作业数据：三种梯度下降都找到 w = 2、b = 5",
    en="the homework's line: all three kinds find w = 2 and b = 5",
)
def test_homework_line_is_found(student):
    case = reference.homework(lr=0.05, epochs=1200)

    for name, found in all_three(student, case, batch_size=3):
        assert_line(name, found, w=2.0, b=5.0)


@check(
    2,
    zh="任意数据、学习率与初始值：批量梯度下降的每一轮都正确",
    en="batch descent is right in every epoch, for any data, rate and start",
)
@given(case=reference.cases())
def test_batch_takes_the_exact_path(student, case):
    want = reference.batch_gradient_descent(**case)

    got = assert_unchanged(student.batch_gradient_descent, **case)

    assert_entries(assert_parts(got, **reference.shapes(**case)), want)


@check(
    1,
    zh="随机梯度下降：每轮每个样本恰好用一次，顺序任意",
    en="stochastic descent uses every sample once in an epoch, in any order",
)
@given(case=reference.short_cases())
def test_stochastic_visits_every_sample(student, case):
    wanted = reference.after_each_order(**case, batch_size=1)

    got = assert_unchanged(student.stochastic_gradient_descent, **case)

    assert_some_order_gives(assert_parts(got, **reference.shapes(**case)), wanted)


@check(
    1,
    zh="小批量梯度下降：每轮每个样本恰好用一次，最后一批可以更小",
    en="mini-batch descent uses every sample once in an epoch; the last batch may be smaller",
)
@given(case=reference.short_cases(), batch_size=reference.batch_sizes())
def test_mini_batch_visits_every_sample(student, case, batch_size):
    wanted = reference.after_each_order(**case, batch_size=batch_size)

    got = assert_unchanged(student.mini_batch_gradient_descent, **case, batch_size=batch_size)

    assert_some_order_gives(assert_parts(got, **reference.shapes(**case)), wanted)


@check(
    1,
    zh="一批装下全部样本时，小批量就是批量梯度下降",
    en="mini-batch descent with all samples in one batch is batch descent",
)
@given(case=reference.cases(), more=reference.extra_room())
def test_full_mini_batch_is_batch(student, case, more):
    want = reference.batch_gradient_descent(**case)

    got = student.mini_batch_gradient_descent(**case, batch_size=len(case["x"]) + more)

    assert_entries(assert_parts(got, **reference.shapes(**case)), want)


@check(
    1,
    examples=20,
    zh="数据无噪声时，三种梯度下降都找到任意直线",
    en="on data without noise, all three kinds find any line",
)
@given(case=reference.lines())
def test_finds_any_line(student, case):
    for name, found in all_three(student, case["data"], batch_size=2):
        assert_line(name, found, w=case["slope"], b=case["intercept"])


@check(
    1,
    examples=20,
    zh="学习率过大时损失逐轮增大，如实返回",
    en="with too large a rate the loss grows in every epoch, and the result shows it",
)
@given(case=reference.diverging_cases())
def test_diverges_openly(student, case):
    for name, found in all_three(student, case, batch_size=2):
        assert_that(
            reference.grows(found["losses"]),
            got=found["losses"],
            want="losses[0] < losses[1] < …",
            zh=f"{name}：在这个学习率下，每一轮的损失都应比上一轮大",
            en=f"{name}: at this rate, each epoch's loss should exceed the one before",
        )


@check(
    1,
    zh="样本顺序由种子决定：种子相同，结果相同；换种子，顺序会变",
    en="the seed decides the order: same seed, same result; another seed, another order",
)
def test_seed_decides_the_order(student):
    case = reference.noisy_data()
    functions = {1: student.stochastic_gradient_descent, 2: student.mini_batch_gradient_descent}

    for size, descent in functions.items():
        options = {"batch_size": size} if size > 1 else {}
        results = [descent(**case, **options, seed=seed) for seed in reference.SEEDS]
        found = [assert_parts(result, **reference.shapes(**case)) for result in results]
        assert_entries(found[-1], found[0])
        assert_that(
            reference.differ(found),
            got=[one["w"] for one in found[1:]],
            want="len(set(w)) > 1",
            zh="换了种子，w 却都相同：样本的顺序没有按种子打乱",
            en="w is the same for all seeds: they do not shuffle the samples",
        )


@check(
    1,
    zh="手写：损失下降，并且没有使用自动求导或优化器",
    en="by hand: the loss falls, without automatic differentiation or optimisers",
)
def test_by_hand(student):
    case = reference.equal_samples()

    values = assert_by_hand(
        (student.batch_gradient_descent, case),
        (student.stochastic_gradient_descent, case),
        (student.mini_batch_gradient_descent, case),
    )

    for value in values:
        losses = assert_parts(value, **reference.shapes(**case))["losses"]
        assert_that(
            reference.grows(losses[::-1]),
            got=losses,
            want="losses[0] > losses[1]",
            zh="每一轮的损失都应比上一轮小",
            en="the loss of every epoch should be below that of the one before",
        )
