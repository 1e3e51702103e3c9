"""CAM and Grad-CAM: worked examples first, then any network, layer and class.

CAM 与 Grad-CAM：先是可以手算的例子，再是任意的网络、层和类别。
"""

from hypothesis import given

from grader import assert_close, assert_entries, assert_unchanged, check
from reference.week5 import grad_cam as reference
from reference.week5 import probes_grad_cam as probes


@check(
    1,
    zh="两个通道、2×2 的特征图：CAM 与手算的结果一致",
    en="two channels of 2 by 2: the CAM is the one worked out by hand",
)
def test_worked_cam(student):
    case = reference.worked_features()
    want = reference.cam(**case)

    assert_close(student.cam(**case), want)


@check(
    2,
    zh="两个通道 R 与 G - B，类别的权重为 1 与 -1：Grad-CAM 与手算的结果一致",
    en="channels R and G - B, class weights 1 and -1: the Grad-CAM is the one worked out by hand",
)
def test_worked_grad_cam(student):
    case = reference.worked_network()
    want = probes.grad_cam_at(reference, **case)

    assert_close(student.probe(probes.grad_cam_at, **case), want)


@check(
    1,
    zh="任意特征图、权重与类别，CAM 都正确",
    en="the CAM is right for any maps, weights and class",
)
@given(case=reference.features())
def test_any_cam(student, case):
    want = reference.cam(**case)

    assert_close(assert_unchanged(student.cam, **case), want)


@check(
    2,
    examples=20,
    zh="任意网络、层与类别，Grad-CAM 都正确",
    en="the Grad-CAM is right for any network, layer and class",
)
@given(case=reference.networks())
def test_any_grad_cam(student, case):
    want = probes.grad_cam_at(reference, **case)

    assert_close(student.probe(probes.grad_cam_at, **case), want)


@check(
    1,
    examples=20,
    zh="网络以全局平均池化和线性层结尾时，Grad-CAM 就是未缩放的 CAM 先经过 ReLU，再缩放",
    en="in front of global average pooling and a linear layer, Grad-CAM is relu(CAM), then scaled",
)
@given(case=reference.pooled_networks())
def test_agrees_with_cam(student, case):
    want = reference.rectified_cam(**case)

    assert_close(student.probe(probes.grad_cam_at, **case), want)


@check(
    1,
    examples=20,
    zh="结果正确，模型保持原样：没有留下 hook，参数的梯度与模式不变",
    en="the map is right and the model as it was: no hook left, gradients and mode unchanged",
)
@given(case=reference.visible_networks())
def test_leaves_the_model_alone(student, case):
    want = probes.map_and_model(reference, **case)

    assert_entries(student.probe(probes.map_and_model, **case), want)
