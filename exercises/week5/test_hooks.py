"""Four kinds of hooks: the lesson's cases first, then any function and any network.

四种 hook：先是课程中的例子，再是任意函数与任意网络。
"""

from hypothesis import given

from grader import assert_close, assert_entries, check
from reference.week5 import hooks as reference
from reference.week5 import probes_hooks as probes


@check(
    1,
    zh="y = (x + w)(w + 1)，x = 2，w = 1：y 对 x + w 的梯度为 2",
    en="y = (x + w)(w + 1) for x = 2, w = 1: the gradient with respect to x + w is 2",
)
def test_lesson_gradient(student):
    w = reference.lesson_weight()

    assert_close(student.intermediate_gradient(reference.lesson_function, w), [2.0])


@check(
    2,
    zh="LeNet 的每一层：名称、输入形状与输出形状",
    en="every layer of LeNet: name, input shape and output shape",
)
def test_lesson_shapes(student):
    model, image = reference.lesson_network(), reference.lesson_image()

    assert_entries(student.probe(probes.shapes, model, image), reference.LESSON_SHAPES)


@check(1, zh="任意函数的中间梯度", en="the intermediate gradient of any function")
@given(case=reference.functions())
def test_any_gradient(student, case):
    want = reference.intermediate_gradient(**case)

    assert_close(student.intermediate_gradient(**case), want)


@check(
    1,
    zh="任意网络的每一层按运行顺序给出，运行两次就有两行",
    en="the layers of any network in the order in which they run, twice where they run twice",
)
@given(case=reference.networks())
def test_any_shapes(student, case):
    want = probes.shapes(reference, **case)

    assert_entries(student.probe(probes.shapes, **case), want)


@check(
    2,
    zh="模型的输入在上下文之内乘以 factor，离开之后（包括抛出异常时）还原",
    en="the model's input is scaled within the context, and no longer after it or an exception",
)
@given(case=reference.scalings())
def test_any_scaling(student, case):
    want = probes.scaled(reference, **case)

    assert_entries(student.probe(probes.scaled, **case), want)


@check(
    1,
    zh="任意网络每一层输出的梯度，运行两次的层给出其和",
    en="the gradients at all layers of any network, added up where a layer runs twice",
)
@given(case=reference.networks())
def test_any_layer_gradients(student, case):
    want = probes.gradients(reference, **case)

    assert_entries(student.probe(probes.gradients, **case), want)


@check(
    1,
    examples=20,
    zh="模型与 x 保持原样，没有留下 hook",
    en="the model and x are left as they were, and no hook stays",
)
@given(case=reference.networks_in_training())
def test_leaves_the_model_alone(student, case):
    want = probes.traces(reference, **case)

    assert_entries(student.probe(probes.traces, **case), want)
