# verdict: held or died or timed_out
# Answers right, but every reply brings 40 MB of files along that nobody has asked for.

import sandbox.worker

answer = sandbox.worker._Worker.answer
ballast = b"x" * (40 << 20)


def heavier(self, request):
    reply = answer(self, request)
    if "facts" in reply:
        reply = {"facts": {"value": reply["facts"].value, "files": {"ballast": ballast}}}
    return reply


sandbox.worker._Worker.answer = heavier


def double(x):
    return 2 * x
