# verdict: held
# Searches its own memory for the text of the oracle, as the process that it was forked from may
# have read it.

import gc


def attempt():
    gc.unfreeze()
    # in other letters here, or it would find itself
    wanted = "THE SQUARE IS COMPUTED IN PLACE OF THE DOUBLE".lower()
    for thing in gc.get_objects():
        if not isinstance(thing, (list, tuple, dict)):
            continue
        for part in thing.values() if isinstance(thing, dict) else thing:
            if type(part) is str and wanted in part:
                return True
    return False


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
