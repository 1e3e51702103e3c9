# verdict: raised
# Raises GeneratorExit, without a message.


def double(x):
    raise GeneratorExit
