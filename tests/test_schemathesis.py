"""All checks of schemathesis against a live server: what the description promises is so, and nothing is a 500."""

import os
import re
import subprocess
import sys
from pathlib import Path

from app.load import load
from app.settings import data_folder
from app.store.engine import open_engine
from tests.server import ROOT, serving

# On both engines together these make more than 2,000 requests.
EXAMPLES, LEAST = 14, 1_000
PHASES = "examples,fuzzing"  # "coverage" would try each of 249 states in each of 100 parameters


def test_what_is_described_is_so(database_url: str) -> None:
    engine = open_engine(database_url)
    texts = [data_folder("seed") / "texts", ROOT / "tests" / "gold" / "dev"]
    load(texts, engine=engine, max_bytes=1_000_000)
    engine.dispose()
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", "--checks", "all", "--no-color"]
    options = ["--max-examples", str(EXAMPLES), "--seed", "1", "--phases", PHASES]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks", "PYTHONPATH": str(ROOT)}
    with serving(database_url) as address:
        command = [*program, *options, f"{address}/openapi.json"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **hooks}, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, "\n".join(line[:500] for line in done.stdout.splitlines()[-80:])
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated is not None and int(generated[1]) >= LEAST, done.stdout[-2000:]
