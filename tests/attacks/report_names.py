# verdict: raised
# Fails in a file and a function whose names are commands.

CODE = "def fail():\n    raise Wrong('x')\n"
Wrong = type("::error::\x1b[31m\n::warning::Wrong", (ValueError,), {})
space = {"Wrong": Wrong}
exec(compile(CODE, __file__ + "\n::error::\x1b[31m\u202e.py", "exec"), space)
fail = space["fail"]
fail.__code__ = fail.__code__.replace(co_name="\n::error::fail\x1b[31m")


def double(x):
    fail()
