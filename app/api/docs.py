"""The pages that show the API, from files that came with the program: nothing is asked of another server."""

from importlib.resources import files

from fastapi import FastAPI, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.staticfiles import StaticFiles

FILES = "/docs/files"
# ReDoc would load its maker's logo from elsewhere; a browser that is told not to, does not.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src 'self' blob:"
)


def add_docs(app: FastAPI) -> None:
    """Adds /docs and /redoc."""
    folder = files("fastapi_offline").joinpath("static")
    app.mount(FILES, StaticFiles(directory=str(folder)), name="docs")
    openapi, icon = app.openapi_url or "", f"{FILES}/favicon.png"

    @app.get("/docs", include_in_schema=False)
    def swagger() -> Response:
        return _guarded(
            get_swagger_ui_html(
                openapi_url=openapi,
                title=app.title,
                swagger_js_url=f"{FILES}/swagger-ui-bundle.js",
                swagger_css_url=f"{FILES}/swagger-ui.css",
                swagger_favicon_url=icon,
                swagger_ui_parameters={"validatorUrl": None, "displayRequestDuration": True},
            )
        )

    @app.get("/redoc", include_in_schema=False)
    def redoc() -> Response:
        return _guarded(
            get_redoc_html(
                openapi_url=openapi,
                title=app.title,
                redoc_js_url=f"{FILES}/redoc.standalone.js",
                redoc_favicon_url=icon,
                with_google_fonts=False,
            )
        )


def _guarded(page: Response) -> Response:
    page.headers["Content-Security-Policy"] = POLICY
    return page
