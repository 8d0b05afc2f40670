"""All checks of schemathesis against a live server: what the description promises is so, and nothing is a 500."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from app.load import load
from app.settings import data_folder
from app.store.engine import open_engine
from tests.test_cli import KOMEK

ROOT = Path(__file__).parent.parent
# On both engines together these make more than 2,000 requests.
EXAMPLES, LEAST = 25, 1_000
PHASES = "examples,fuzzing"  # "coverage" would try each of 249 states in each of 100 parameters


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_what_is_described_is_so(database_url: str) -> None:
    engine = open_engine(database_url)
    texts = [data_folder("seed") / "texts", ROOT / "tests" / "gold" / "dev"]
    load(texts, engine=engine, max_bytes=1_000_000)
    engine.dispose()
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KOMEK_DATABASE_URL": database_url}
    server = subprocess.Popen([*KOMEK, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/openapi.json"
        for _ in range(100):
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        program = [str(Path(sys.executable).with_name("schemathesis")), "run", address, "--checks", "all"]
        options = ["--max-examples", str(EXAMPLES), "--seed", "1", "--phases", PHASES, "--no-color"]
        hooks = {"SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks"}
        done = subprocess.run(
            [*program, *options], cwd=ROOT, env={**environment, **hooks}, capture_output=True, encoding="utf-8"
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
    assert done.returncode == 0, "\n".join(line[:500] for line in done.stdout.splitlines()[-80:])
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated is not None and int(generated[1]) >= LEAST, done.stdout[-2000:]
