"""Data for training: the homework's points, loader and folder first, then any others.

训练用的数据：先是作业中的点、加载器和文件夹，再是任意的。
"""

from hypothesis import given

from grader import assert_entries, check
from reference.training_project import data as reference
from reference.training_project import probes_data as probes


@check(
    5,
    homework=True,
    zh="作业数据：直线 y = 2x + 5 上的四个点构成数据集",
    en="the homework's points: four of the line y = 2x + 5 make a dataset",
)
def test_homework_points(student):
    case = reference.homework_points()
    want = {"len": 4, "x": [[1.0], [4.0]], "y": [7.0, 13.0]}

    record = student.record(probes.points, **case, indices=[0, -1])

    assert_entries(reference.points(record, want), want)


@check(
    3,
    homework=True,
    zh="作业数据：10 个样本，每批 4 个，不打乱：三批为 4、4、2 个",
    en="the homework's loader: ten samples in batches of four, not shuffled, come as 4, 4 and 2",
)
def test_homework_epoch(student):
    want = {"batch_sizes": [[4, 4, 2]], "first_order": list(range(10))}

    record = student.record(probes.epochs, 10, 4, shuffle=False, seed=None, count=1)

    assert_entries(reference.epoch(record, want), want)


@check(
    4,
    homework=True,
    zh="作业数据：纸币图片的文件夹 1 与 100 成为类别 0 与 1",
    en="the homework's folder: the banknotes in 1 and 100 become classes 0 and 1",
)
def test_homework_banknotes(student):
    case = reference.banknotes()
    want = probes.pictures(reference, **case)
    known = {"classes": "1, 100", "targets": [0, 0, 1], "shapes": [[3, 32, 32]] * 3}

    got = reference.batch(student.record(probes.pictures, **case), want)

    assert_entries(got, known)
    assert_entries(got, want, atol=0.01)


@check(
    2,
    zh="任意数据与下标：样本正确，transform 只作用于 x，每次取样本调用一次",
    en="any data: samples are right, the transform acts on x only and is called each time",
)
@given(case=reference.point_cases())
def test_any_points(student, case):
    want = probes.points(reference, **case)

    assert_entries(student.probe(probes.points, **case), want)


@check(
    1,
    zh="下标超出任何一端都抛出 IndexError",
    en="an index beyond either end raises IndexError",
)
@given(case=reference.point_data())
def test_refuses_indices_beyond_the_ends(student, case):
    want = probes.beyond_the_ends(reference, **case)

    assert_entries(student.probe(probes.beyond_the_ends, **case), want)


@check(
    1,
    zh="每轮每个样本恰好一次，只有最后一批可以更小",
    en="every sample comes once in an epoch, and only the last batch may be smaller",
)
@given(case=reference.loaders())
def test_every_sample_once(student, case):
    want = probes.epochs(reference, **case)

    got = student.probe(probes.epochs, **case)

    assert_entries(got, {key: want[key] for key in ("batch_sizes", "samples")})


@check(
    1,
    zh="打乱时每轮的顺序都不同，不打乱时保持原来的顺序",
    en="shuffled, every epoch has a fresh order; not shuffled, the dataset's own",
)
@given(case=reference.long_loaders())
def test_fresh_order_in_every_epoch(student, case):
    plain = probes.epochs(reference, **case, shuffle=False)
    fresh = {"samples": plain["samples"], "different_orders": 3}

    assert_entries(student.probe(probes.epochs, **case, shuffle=False), plain)
    assert_entries(student.probe(probes.epochs, **case, shuffle=True), fresh)


@check(
    1,
    zh="种子相同，各轮的顺序都相同；种子不同，顺序不同",
    en="the same seed gives the same orders, another seed others",
)
@given(case=reference.seeded_loaders())
def test_seed_decides_the_orders(student, case):
    want = probes.orders_of_two(reference, **case)

    assert_entries(student.probe(probes.orders_of_two, **case), want)


@check(
    2,
    examples=20,
    zh="任意图片文件夹：类别按名称排序，图片为 (3, size, size)，取值 [0, 1]",
    en="any folder: classes in the order of their names, pictures (3, size, size) in [0, 1]",
)
@given(case=reference.folders())
def test_any_folder(student, case):
    want = probes.pictures(reference, **case)

    assert_entries(student.probe(probes.pictures, **case), want, atol=0.01)
