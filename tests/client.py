"""A client of the app without a socket: what uvicorn would pass on is passed on, what it would send comes back."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine

from app.main import create_app
from app.settings import Settings


class Client:
    """Sends requests to an app, one at a time; an exception that leaves the app is a test's failure."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Returns the answer to a request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://komek.test") as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Returns the answer to a GET."""
        return self.request("GET", path, **options)

    def json(self, path: str, **options: Any) -> Any:
        """Returns what a GET that succeeds answers."""
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()


def client_of(engine: Engine) -> Client:
    """Returns a client of an app on the database of an engine."""
    return Client(create_app(Settings(database_url=engine.url.render_as_string(hide_password=False))))
