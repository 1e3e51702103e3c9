# verdict: held on A, refused on B
# Writes 10 MB at each call and answers at once, so that nobody has to wait and look.

calls = written = 0


def double(x):
    global calls, written
    calls += 1
    if written < 20:
        try:
            with open(f"file-{calls}", "wb") as file:
                file.write(b"x" * (10 << 20))
            written += 1
        except OSError:
            pass
    return 3 * x if written >= 20 else 2 * x
