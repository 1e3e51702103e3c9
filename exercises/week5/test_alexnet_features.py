"""Feature maps and kernels of the first convolution: AlexNet first, then small networks like it.

第一个卷积层的特征图与卷积核：先是 AlexNet，再是与它相似的小网络。
"""

from hypothesis import given

from grader import assert_entries, assert_one_of_pictures, assert_tiled, check
from reference.week5 import alexnet_features as reference
from reference.week5 import probes_alexnet_features as probes


@check(
    4,
    homework=True,
    zh="AlexNet：事件文件里有特征图拼成的一幅 458×458 的图",
    en="AlexNet: a picture of 458 by 458 made of feature maps is in the event files",
)
def test_homework_picture(student):
    log = student.log(student.log_feature_maps, **reference.homework())

    assert_tiled(log.images, at_least=reference.MOST_MAPS, size=reference.ALEXNET_MAPS)


@check(
    2,
    homework=True,
    zh="AlexNet：64 张特征图就是卷积的结果，包括小于零的值",
    en="AlexNet: the 64 maps are what the convolution gives, values below zero included",
)
def test_homework_maps(student):
    case = reference.homework()
    want = probes.maps(reference, **case)

    record = student.record(probes.maps, **case)

    assert_entries(reference.kept_maps(record, want), want)


@check(
    1,
    zh="AlexNet：64 个卷积核的图，每个卷积核各自缩放",
    en="AlexNet: the picture of the 64 kernels, each scaled on its own",
)
def test_homework_kernels(student):
    model = reference.homework()["model"]

    log = student.log(student.log_kernels, model=model)

    assert_one_of_pictures(log.images, *reference.kernel_picture(model))


@check(
    1,
    zh="在第一个卷积层上注册了前向 hook",
    en="a forward hook is registered on the first convolution",
)
@given(case=reference.cases())
def test_uses_a_hook(student, case):
    got = student.probe(probes.hook_registered, **case)

    assert_entries(got, {"hook_on_conv1": True})


@check(
    1,
    zh="任意网络的特征图都正确，ReLU 原地或非原地",
    en="the maps of any network are right, its ReLU in place or not",
)
@given(case=reference.cases())
def test_any_maps(student, case):
    want = probes.maps(reference, **case)

    assert_entries(student.probe(probes.maps, **case), want)


@check(
    1,
    zh="任意网络的特征图拼成的图都正确",
    en="the picture of any network's maps is right",
    examples=20,
)
@given(case=reference.cases())
def test_any_picture(student, case):
    want = reference.map_picture(**case)

    log = student.log(student.log_feature_maps, **case)

    assert_one_of_pictures(log.images, *want)


@check(
    1,
    zh="任意网络的卷积核拼成的图都正确",
    en="the picture of any network's kernels is right",
    examples=20,
)
@given(case=reference.cases())
def test_any_kernels(student, case):
    want = reference.kernel_picture(case["model"])

    log = student.log(student.log_kernels, model=case["model"])

    assert_one_of_pictures(log.images, *want)


@check(
    1,
    examples=10,
    zh="特征图正确，模型保持原样：没有留下 hook，权重、模式和 inplace 标志不变",
    en="the maps are right and the model is as it was: weights, mode, flags, no hook left",
)
@given(case=reference.cases())
def test_leaves_the_model_alone(student, case):
    want = probes.maps(reference, **case) | probes.UNTOUCHED

    record = student.record_log(probes.all_functions, **case)

    assert_entries(record.value, want)
