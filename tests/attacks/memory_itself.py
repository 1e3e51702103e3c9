# verdict: raised or died
# Returns a list that contains itself.


def double(x):
    endless = []
    endless.append(endless)
    return endless
