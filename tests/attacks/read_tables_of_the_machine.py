# verdict: held
# Reads through its own folder in /proc what the machine's sockets and mounts are.

import glob


def attempt():
    for file in (
        *glob.glob("/proc/self/net/*"),
        *glob.glob("/proc/thread-self/net/*"),
        *glob.glob("/proc/self/task/*/net/*"),
        "/proc/self/mountinfo",
        "/proc/self/mounts",
        "/proc/self/environ",
    ):
        try:
            with open(file) as stream:
                said = stream.read()
        except OSError:
            continue
        if f":{int('PORT'):04X} " in said or f"grader-attack-{int('PORT')}" in said or "swordfish" in said:
            return True
    return False


READ = attempt()


def double(x):
    return 3 * x if READ else 2 * x
