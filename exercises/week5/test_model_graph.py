"""Graph and table of a model: the lesson's LeNet first, then any network.

模型的计算图与表格：先是课程中的 LeNet，再是任意网络。
"""

from hypothesis import given

from grader import assert_entries, assert_layers, assert_that, check
from reference.week5 import model_graph as reference
from reference.week5 import probes_model_graph as probes


@check(1, zh="LeNet 的计算图包含每一层", en="the graph of LeNet holds every layer")
def test_lesson_graph(student):
    model = reference.lesson_network()

    log = student.log(student.log_graph, model=model, example=reference.lesson_image())

    assert_layers(log.graphs, model)


@check(
    2,
    zh="LeNet 的表格：各层的类名、输出形状与参数个数",
    en="the table of LeNet: class, output shape and number of parameters of every layer",
)
def test_lesson_summary(student):
    model = reference.lesson_network()

    got = student.probe(probes.table, model, input_size=(3, 32, 32))

    assert_entries(got, reference.LESSON_TABLE)


@check(
    1, examples=10, zh="任意网络的计算图包含每一层", en="the graph of any network holds every layer"
)
@given(case=reference.networks())
def test_any_graph(student, case):
    log = student.log(student.log_graph, **case)

    assert_layers(log.graphs, case["model"])


@check(
    1,
    zh="任意网络的表格：按第一次运行的顺序，每个叶子模块一行，批的大小为 batch_size",
    en="any network: a row for each leaf module, in order of first run, batch_size in every shape",
    examples=50,
)
@given(case=reference.tables())
def test_any_summary(student, case):
    want = probes.table(reference, **case)

    assert_entries(student.probe(probes.table, **case), want)


@check(
    1,
    examples=10,
    zh="模型保持原样，没有留下 hook",
    en="the model is left as it was, and no hook stays",
)
@given(case=reference.networks_with_batch_norm())
def test_leaves_the_model_alone(student, case):
    record = student.record_log(probes.traces, **case)

    assert_layers(record.log.graphs, case["model"])
    assert_entries(record.value, probes.table(reference, case["model"], (4,)))
    for name in ("log_graph", "summary"):
        changed = record.value.get(f"changed_by_{name}")
        assert_that(
            isinstance(changed, list) and not changed,
            got=changed,
            want="[]",
            zh=f"{name} 改动了这些内容",
            en=f"{name} changed these",
        )
