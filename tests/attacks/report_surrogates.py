# verdict: raised
# Puts half characters into a message, which no file can hold.


def double(x):
    raise ValueError("\ud800 \udfff \0 \uffff " * 10)
