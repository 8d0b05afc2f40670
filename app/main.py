"""Builds the web application from its routers, handlers and middleware."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from limits import parse
from starlette_compress import CompressMiddleware

from app.api.cache import Cache
from app.api.changes import changes_router
from app.api.coverage import coverage_router
from app.api.deprecation import Deprecations
from app.api.docs import add_docs
from app.api.errors import add_handlers, given_once
from app.api.exports import Negotiation
from app.api.limits import RateLimits
from app.api.openapi import describe
from app.api.pairs import pairs_router
from app.api.quality import quality_router
from app.api.records import router_for
from app.api.requests import Failures, Requests
from app.api.search import search_router
from app.api.statistics import statistics_router
from app.api.status import status_router
from app.api.vocabularies import codelists_router
from app.database.engine import open_engine
from app.query.status import read_data_version
from app.records import KINDS
from app.settings import Settings
from app.web.problems import Problems
from app.web.site import add_site, open_site

# The headers of an answer that a script on another site may read (CORS).
EXPOSED = """
Content-Disposition Content-Language Deprecation ETag Last-Modified Link Location RateLimit-Limit RateLimit-Remaining
RateLimit-Reset Retry-After Sunset X-Request-ID
""".split()
# What it may send.
SENT = """
Accept Accept-Language Authorization Content-Type If-Modified-Since If-None-Match X-Request-ID
""".split()


def create_app(settings: Settings | None = None) -> FastAPI:
    """Returns the application on the database of the settings, which must exist and be migrated."""
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
        dependencies=[Depends(given_once)],
    )
    for kind in KINDS.values():
        app.include_router(router_for(kind, engine))
    app.include_router(changes_router(engine))
    app.include_router(statistics_router(engine))
    app.include_router(pairs_router(engine))
    app.include_router(coverage_router(engine))
    app.include_router(search_router(engine))
    app.include_router(status_router(engine))
    app.include_router(quality_router(engine))
    app.include_router(codelists_router(engine))
    add_docs(app)
    site = open_site(engine)
    add_site(app, site)
    add_handlers(app)
    describe(app)
    # The middleware added last is the outermost.
    app.add_middleware(Deprecations)
    app.add_middleware(Negotiation)
    app.add_middleware(CompressMiddleware, minimum_size=1000, gzip_level=5, brotli=False)
    app.add_middleware(Cache, read_version=partial(read_data_version, engine))
    app.add_middleware(Failures)
    app.add_middleware(Problems, site=site)
    if settings.rate_limit:
        app.add_middleware(RateLimits, rate=parse(settings.rate_limit))
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS", "POST"],
        allow_headers=SENT,
        expose_headers=EXPOSED,
    )
    app.add_middleware(Requests)
    return app
