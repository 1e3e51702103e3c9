# verdict: raised
# Puts HTML, Markdown and spreadsheet formulas into a message.

TEXT = "<script>alert(1)</script> [x](javascript:alert(1)) ![](http://127.0.0.1/x) =cmd|' /C calc'!A0 ]]>"


def double(x):
    raise ValueError(TEXT)
