# verdict: out_of_memory
# Takes memory a little at a time, never much at once.


def double(x):
    kept = []
    while True:
        kept.append(bytearray(4 << 20))
