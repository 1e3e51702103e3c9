# verdict: raised or died
# Raises an exception whose class has no name and claims bases that it does not have.


class Nameless(type):
    __name__ = property(lambda self: 3)

    def mro(cls):
        return [cls, *BaseException.__mro__]


class Away(BaseException, metaclass=Nameless):
    pass


def double(x):
    raise Away
