# verdict: died
# Sends every answer twice, so that the second meets the next question.

import sandbox.worker

send = sandbox.worker._send


def twice(channel, reply, identity):
    send(channel, reply, identity)
    send(channel, reply, identity)


def double(x):
    sandbox.worker._send = twice
    return 2 * x
