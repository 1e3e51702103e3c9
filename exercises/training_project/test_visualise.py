"""A training run in TensorBoard: ten epochs of the project's network first, then any run.

TensorBoard 中的训练过程：先是本工程网络的十轮训练，再是任意训练。
"""

from hypothesis import given

from grader import (
    assert_layers,
    assert_named_histograms,
    assert_tagged_curves,
    assert_that,
    check,
)
from reference.training_project import probes_visualise as probes
from reference.training_project import visualise as reference


@check(
    5,
    homework=True,
    zh="十轮训练：loss 与 accuracy 两条曲线，每轮一个点",
    en="ten epochs: the curves loss and accuracy, with a point for each epoch",
)
def test_homework_curves(student):
    case = reference.homework_run()

    record = student.record_log(student.log_training, **case)

    assert_tagged_curves(record.log.scalars, reference.curves_of(record, **case))


@check(
    4,
    homework=True,
    zh="第 3 轮：网络的十个参数各有直方图",
    en="epoch 3: a histogram for each of the network's ten parameters",
)
def test_homework_histograms(student):
    model = reference.network()

    record = student.record_log(student.log_parameters, model=model, epoch=3)

    assert_named_histograms(record.log.histograms, reference.histograms_of(record, model), step=3)


@check(
    3,
    homework=True,
    zh="网络的计算图包含每一层",
    en="the graph of the network holds every layer",
)
def test_homework_graph(student):
    model = reference.network()

    record = student.record_log(student.log_model, model=model, example=reference.image())

    assert_layers(record.log.graphs, reference.layers_of(record, model))


@check(
    2,
    zh="任意一次训练：两条曲线与每轮的数值一致",
    en="any run: both curves show its values, epoch by epoch",
)
@given(case=reference.runs())
def test_any_curves(student, case):
    log = student.log(student.log_training, **case)

    assert_tagged_curves(log.scalars, reference.curves(**case))


@check(
    2,
    examples=20,
    zh="任意模型的每个参数在任意一轮都有直方图",
    en="every parameter of any model has its histogram at any epoch",
)
@given(case=reference.models(), epoch=reference.epochs())
def test_any_parameters(student, case, epoch):
    log = student.log(student.log_parameters, model=case["model"], epoch=epoch)

    assert_named_histograms(log.histograms, reference.parameters(case["model"]), step=epoch)


@check(
    2, examples=10, zh="任意模型的计算图包含每一层", en="the graph of any model holds every layer"
)
@given(case=reference.models())
def test_any_graph(student, case):
    log = student.log(student.log_model, **case)

    assert_layers(log.graphs, case["model"])


@check(
    2,
    examples=10,
    zh="写完之后参数、梯度、缓冲区和模式保持原样",
    en="parameters, gradients, buffers and mode are left as they were",
)
@given(case=reference.models_with_batch_norm(), epoch=reference.epochs())
def test_leaves_the_model_alone(student, case, epoch):
    record = student.record_log(probes.parameters_and_graph, **case, epoch=epoch)

    first = reference.first_parameter(case["model"])
    assert_named_histograms(record.log.histograms, first, step=epoch)
    assert_layers(record.log.graphs, case["model"])
    assert_that(
        isinstance(record.value, list) and not record.value,
        got=record.value,
        want="[]",
        zh="这些内容被改动了",
        en="these were changed",
    )
