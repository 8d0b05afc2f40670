"""All checks of schemathesis against a live server: what the description promises is so, and nothing is a 500."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.server import ROOT, serving

# On both engines together these make more than 2,000 requests.
EXAMPLES, LEAST = 14, 1_000
PHASES = "examples,fuzzing"  # "coverage" would try each of 249 states in each of 100 parameters


def test_what_is_described_is_so(texts_url: str) -> None:
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", "--checks", "all", "--no-color"]
    options = ["--max-examples", str(EXAMPLES), "--seed", "1", "--phases", PHASES]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks", "PYTHONPATH": str(ROOT)}
    with serving(texts_url) as address:
        command = [*program, *options, f"{address}/openapi.json"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **hooks}, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, "\n".join(line[:500] for line in done.stdout.splitlines()[-80:])
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated is not None and int(generated[1]) >= LEAST, done.stdout[-2000:]
