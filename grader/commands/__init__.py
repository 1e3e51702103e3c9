"""The commands, one module each: `HELP`, `add_arguments` and `run`, which returns the exit code.

They are imported to build the command line, so whatever is heavy waits until `run`.
"""
