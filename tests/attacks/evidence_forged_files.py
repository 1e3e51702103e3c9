# verdict: broke or died
# exercise: week5/tensorboard_line
# Reports files that it never wrote, under paths that lead elsewhere.

import sandbox.perform

NAMES = ("../../tfevents", "/etc/tfevents", "CANARY.tfevents", "a\0tfevents", "", ".", "/", "tfevents/" * 500)


def harvest(folder):
    return {name: b"no record" for name in NAMES}, {name: "a reason of its own" for name in NAMES}


sandbox.perform.harvest = harvest


def draw_line(log_dir, slope=2.0, steps=range(100)):
    pass
