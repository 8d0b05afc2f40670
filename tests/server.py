"""A server of our own on a real socket, for the tests that need one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
KOMEK = [sys.executable, "-c", "from app.cli import main; main()"]


@contextmanager
def serving(database_url: str) -> Iterator[str]:
    """Serves a database while a `with` lasts; gives the address of the server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KOMEK_DATABASE_URL": database_url}
    server = subprocess.Popen([*KOMEK, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/v1/status")
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
