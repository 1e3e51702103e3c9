# verdict: raised
# Puts terminal escapes, changes of direction and commands to CI systems into a message.

TEXT = "\x1b[2J\x1b]0;title\x07 \x9b31m \u202e\u2066 \r\n::error::x\n  ::set-output name=a::b\n##vso[x]y\n##[error]z\0"


def double(x):
    raise ValueError(TEXT)
