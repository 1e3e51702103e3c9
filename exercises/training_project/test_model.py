"""A first convolutional network: it runs, and gives what the layers of the contract give.

第一个卷积网络：能够运行，结果与约定的各层一致。
"""

from hypothesis import given

from grader import assert_close, assert_entries, assert_that, check
from reference.training_project import model as reference
from reference.training_project import probes_model as probes


@check(
    6,
    homework=True,
    zh="三处笔误已改正：4 张图像得到 4 行 10 列的输出",
    en="the three slips are mended: four images give four rows of ten",
)
def test_homework_runs(student):
    record = student.record(probes.fresh_logits, batch=4)

    assert_entries(reference.ran(record), reference.RAN)


@check(
    5,
    homework=True,
    zh="conv1、conv2、fc1、fc2、fc3 的名称与形状正确，没有多余的参数",
    en="the parameters are those of conv1, conv2, fc1, fc2, fc3 by name and shape, and no others",
)
def test_homework_parameters(student):
    record = student.record(probes.parameters)

    got = reference.parameters(record)
    assert_entries(got, reference.PARAMETERS)
    others = [name for name in got if name not in reference.PARAMETERS]
    assert_that(
        not others,
        got=others,
        want="[]",
        zh="这些参数是多余的",
        en="these parameters belong to none of the five layers",
    )


@check(
    5,
    zh="任意权重与图像：logits 与函数形式的网络一致",
    en="for any weights and images, the logits are those of the functional form",
)
@given(case=reference.batches())
def test_equals_the_functional_form(student, case):
    want = reference.logits(**case)

    assert_close(student.probe(probes.logits, **case), want)


@check(
    2, zh="图像有几张，输出就有几行", en="there is a row for every image, however many there are"
)
@given(batch=reference.batch_sizes())
def test_any_batch_size(student, batch):
    got = student.probe(probes.fresh_logits, batch=batch)

    assert_entries(got, probes.facts("Tensor", (batch, 10), True))


@check(
    2,
    zh="梯度传到每个参数，大小正确",
    en="gradients reach every parameter and have the right size",
)
@given(case=reference.steps())
def test_gradients_reach_every_parameter(student, case):
    want = reference.gradients(**case)

    got = student.probe(probes.gradients, **case)
    missing = reference.without_gradient(got)
    assert_that(
        not missing,
        got=missing,
        want="[]",
        zh="梯度没有传到这些参数：计算图在 forward 中断开了，例如用了 detach()",
        en="no gradient reaches these parameters: the graph is cut in forward, as by detach()",
    )
    assert_entries(got, want)
