# verdict: broke
# Returns text that would be obeyed where it is shown.


def double(x):
    return {"\x1b[31m\n::error::key": "\u202e<b>\n##[error]value", ("a\n::error::b",): [b"\x1b[31m", "x" * 5000]}
