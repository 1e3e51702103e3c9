# verdict: died or unreached
# The same from a file without the function, which is run as a script.

import os

os.kill(os.getpid(), 40)
os._exit(0)
