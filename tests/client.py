"""A client of the app without a socket: what uvicorn would pass on is passed on, what it would send comes back."""

import asyncio
import contextvars
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from fastapi import FastAPI

from app.database.engine import open_engine
from app.load import load
from app.main import create_app
from app.settings import Settings
from tests.rows import fill


class Client:
    """Sends requests to an app, one at a time, and stops it at the end of a `with`; an exception of the app is ours."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._runner = asyncio.Runner()  # one loop for all requests: each new one would start threads of its own

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        async def stop() -> None:
            async with self.app.router.lifespan_context(self.app):
                pass

        self._run(stop())
        self._runner.close()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Returns the answer to a request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://komek.test") as client:
                return await client.request(method, path, **options)

        answer: httpx.Response = self._run(send())
        return answer

    def _run(self, task: Coroutine[Any, Any, Any]) -> Any:
        # What a request puts into the context, the next must not find there.
        return self._runner.run(task, context=contextvars.copy_context())

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Returns the answer to a GET."""
        return self.request("GET", path, **options)

    def json(self, path: str, **options: Any) -> Any:
        """Returns what a GET that succeeds answers."""
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def served(app: FastAPI, **options: Any) -> Iterator[int]:
    """Gives the port of a server of an app on a real socket; `options` are those of uvicorn."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, **options))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def client_at(address: str) -> Iterator[Client]:
    """Gives a client of an app on the database of an address."""
    with Client(create_app(Settings(database_url=address))) as client:
        yield client


@contextmanager
def loaded_client(address: str, *paths: Path) -> Iterator[Client]:
    """Gives a client of an app on a migrated database, into which texts are loaded."""
    engine = open_engine(address)
    load(paths, engine=engine, max_bytes=1_000_000)
    engine.dispose()
    with client_at(address) as client:
        yield client


@contextmanager
def filled_client(address: str) -> Iterator[Client]:
    """Gives a client of an app on a migrated database, which is filled with the records of tests/rows.py."""
    engine = open_engine(address)
    fill(engine)
    engine.dispose()
    with client_at(address) as client:
        yield client
