"""The site: its pages and its files."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from app.web.charts.catalogue import CHARTS
from app.web.charts.pages import charts_router, script_router
from app.web.compare import compare_router
from app.web.crawlers import crawlers_router
from app.web.document import documents_router
from app.web.found import found_router
from app.web.guide import guide_router
from app.web.lists import lists_router
from app.web.previews import previews_router
from app.web.record import records_router
from app.web.render import FOLDER, Site
from app.web.start import start_router

STATIC = "/static"
ROUTERS = (
    start_router,
    lists_router,
    documents_router,
    records_router,
    found_router,
    compare_router,
    charts_router,
    guide_router,
    previews_router,
    crawlers_router,
)


def open_site(engine: Engine) -> Site:
    """Returns the site on a database."""
    return Site(engine, CHARTS)


def add_site(app: FastAPI, site: Site) -> None:
    """Adds all pages to an app."""
    app.include_router(script_router(site))  # before the files, whose path it shares
    app.mount(STATIC, StaticFiles(directory=FOLDER / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router(site))
