"""What runs beside the student's code: classes are defined, and the last one is traced."""


def chain_of(student, source):
    """`init_chain` of the last class that the source defines."""
    from torch import nn

    namespace = {"__name__": "on_the_spot", "nn": nn}
    exec(source, namespace)
    return student.init_chain(list(namespace.values())[-1])
