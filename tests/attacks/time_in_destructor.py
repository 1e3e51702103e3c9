# verdict: timed_out
# Returns at once, but the objects that it leaves behind never finish dying.


class Undying:
    def __del__(self):
        while True:
            pass


def double(x):
    Undying()
    return 2 * x
