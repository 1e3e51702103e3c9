"""The compiler of torch stays out of the way, and comes when it is asked for."""

from __future__ import annotations

import subprocess
import sys

BEGIN = """
import sys
from grader.sandbox import uncompiled

uncompiled.install()
import torch, torchvision

def compiler():
    return "torch._dynamo.convert_frame" in sys.modules

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
before = model.weight.detach().clone()
model(torch.ones(1, 2)).sum().backward()
optimizer.step()
torch.optim.lr_scheduler.StepLR(optimizer, 1).step()
assert torch.equal(model.weight, before - 0.1 * model.weight.grad)
assert not compiler()
"""
ASKING = """
import os
asking = {
    "compiling": "assert torch.compile(model, backend='eager')(torch.ones(1, 2)).shape == (1, 2)",
    "a name": "import torch._dynamo\\nassert not torch._dynamo.is_compiling()",
    "from": "from torch._dynamo.utils import counters",
    "a submodule": "import torch._dynamo.config\\nassert torch._dynamo.config.cache_size_limit",
}
for name, source in asking.items():
    asker = os.fork()
    if not asker:
        exec(source)
        os._exit(0 if compiler() else 2)
    print(name, os.waitstatus_to_exitcode(os.waitpid(asker, 0)[1]))
"""


def test_the_real_one_is_had_for_the_asking():
    """Optimisers and torchvision do without; anything else is what it always was."""
    command = [sys.executable, "-W", "ignore", "-c", BEGIN + ASKING]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "compiling 0\na name 0\nfrom 0\na submodule 0\n", done.stderr


def test_a_compiler_that_is_there_stays():
    """What has been imported is not replaced."""
    script = "import torch._dynamo as real\nfrom grader.sandbox import uncompiled\n"
    script += "uncompiled.install()\nimport torch._dynamo as now\nassert now is real"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
