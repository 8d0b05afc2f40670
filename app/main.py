"""The program that answers: its parts put together, nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware

from app.api.docs import add_docs
from app.api.errors import add_handlers
from app.api.exports import Negotiation
from app.api.openapi import describe
from app.api.quality import quality_router
from app.api.records import router_for
from app.api.requests import Failures, Requests
from app.api.status import status_router
from app.records import KINDS
from app.settings import Settings
from app.store.engine import open_engine


def create_app(settings: Settings | None = None) -> FastAPI:
    """Returns the app on the database of the settings, which it neither makes nor migrates."""
    settings = settings or Settings()
    engine = open_engine(settings.database_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(
        title="Komek",
        version=version("komek"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for kind in KINDS.values():
        app.include_router(router_for(kind, engine))
    app.include_router(status_router(engine))
    app.include_router(quality_router(engine))
    add_docs(app)
    add_handlers(app)
    describe(app)
    # The last added is the outermost.
    app.add_middleware(Negotiation)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Failures)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS"],
        expose_headers=["X-Request-ID", "Content-Disposition"],
    )
    app.add_middleware(Requests)
    return app
