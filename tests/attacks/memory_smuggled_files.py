# verdict: held or died
# Answers right, but every reply brings 80 MB of files along that nobody has asked for.

import sandbox.worker

answer = sandbox.worker._Worker.answer
ballast = b"x" * (80 << 20)


def heavier(self, request):
    reply = answer(self, request)
    if "facts" in reply:
        reply = {"facts": {"value": reply["facts"].value, "files": {"ballast": ballast}}}
    return reply


sandbox.worker._Worker.answer = heavier


def double(x):
    return 2 * x
