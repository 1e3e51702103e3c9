"""What ReLU(inplace=True) does to a kept feature map: AlexNet first, then small networks.

ReLU(inplace=True) 对保存的特征图做了什么：先是 AlexNet，再是小网络。
"""

from hypothesis import given

from grader import assert_entries, check, illustrated
from reference.week5 import inplace_study as reference
from reference.week5 import probes_inplace_study as probes


@check(
    2,
    homework=True,
    zh="AlexNet：hook 保存的特征图，inplace=True 时已经过 ReLU，inplace=False 时保留负数",
    en="AlexNet: the kept map has been through the ReLU with inplace=True, not with inplace=False",
)
def test_homework_kept_map(student):
    model, image = reference.alexnet(), reference.picture()

    want, kept = reference.kept_maps(model, image), {}
    with illustrated(reference.pictured, model, image):
        for case, chosen in reference.cases(model).items():
            record = student.record(student.raw_hook_output, chosen, image)
            kept[case] = reference.studied(record, want[case])

        assert_entries(kept, want)


@check(
    4,
    homework=True,
    zh="AlexNet：两种情况的最小值、负数比例与比较结果",
    en="AlexNet: minima, fractions below zero and comparisons of both cases",
)
def test_homework_study(student):
    model, image = reference.alexnet(), reference.picture()
    want = reference.study(model, image)

    record = student.record(student.study, model, image)

    with illustrated(reference.pictured, model, image):
        assert_entries(reference.studied(record, want), want)


@check(
    1,
    zh="副本的所有 ReLU 都改了，原模型不变",
    en="every ReLU of the copy has the flag, the original has not changed",
)
@given(case=reference.models(), inplace=reference.flags())
def test_copies_with_the_flag(student, case, inplace):
    want = probes.copy_with_flag(reference, case["model"], inplace, case["image"])

    got = student.probe(probes.copy_with_flag, case["model"], inplace, case["image"])

    assert_entries(got, want)


@check(
    1,
    zh="任意网络上 hook 保存的特征图都正确，hook 已移除，模式不变",
    en="the kept map is right for any network, the hook is gone, the mode unchanged",
)
@given(case=reference.models())
def test_keeps_any_map(student, case):
    want = probes.kept_map(reference, **case)

    assert_entries(student.probe(probes.kept_map, **case), want)


@check(
    2,
    zh="任意网络与图像的比较都正确，模型保持原样",
    en="the study is right for any network and image, the model left as it was",
)
@given(case=reference.models())
def test_studies_any_network(student, case):
    want = probes.study_and_model(reference, **case)

    assert_entries(student.probe(probes.study_and_model, **case), want)
