# verdict: timed_out
# Keeps all processors busy with threads of its own, and its first one waiting for them without end.

import threading

import torch

many = torch.rand(300, 300)


def burn():
    while True:
        many @ many  # not under the GIL: the threads run side by side


def double(x):
    for _ in range(5):
        threading.Thread(target=burn, daemon=True).start()
    while True:
        many @ many
