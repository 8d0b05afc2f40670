"""The pages that show the API; their files come with the program, nothing is loaded from another server."""

from importlib.resources import files

from fastapi import FastAPI, Response
from fastapi.openapi.docs import get_redoc_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

FILES = "/docs/files"
OPENAPI = "/openapi.json"
# ReDoc would load its maker's logo from elsewhere; this policy keeps a browser from it.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src 'self' blob:"
)
# The plugin leaves out what takes Swagger UI most of its time: it would read our JSON as YAML, and then resolve the
# references of the whole description to look for security schemes, of which we have none. What an operation refers to
# is resolved when somebody opens it.
_SWAGGER = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} – API</title>
<link rel="icon" href="{files}/favicon.png">
<link rel="preload" href="{openapi}" as="fetch" crossorigin="anonymous">
<link rel="stylesheet" href="{files}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{files}/swagger-ui-bundle.js"></script>
<script>
const fast = () => ({{
  statePlugins: {{ spec: {{ wrapActions: {{
    parseToJson: (_, system) => (text) => system.specActions.updateJsonSpec(JSON.parse(text)),
    requestResolvedSubtree: (resolve, system) => (path) =>
      system.specSelectors.specJson().hasIn(path) ? resolve(path) : undefined,
  }} }} }},
}});
SwaggerUIBundle({{
  url: "{openapi}",
  dom_id: "#swagger-ui",
  plugins: [fast],
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  showExtensions: false,
  validatorUrl: null,
}});
</script>
</body>
</html>
"""


def add_docs(app: FastAPI) -> None:
    """Adds /docs and /redoc."""
    folder = files("fastapi_offline").joinpath("static")
    app.mount(FILES, StaticFiles(directory=str(folder)), name="docs")

    @app.get("/docs", include_in_schema=False)
    def swagger() -> Response:
        return _guarded(HTMLResponse(_SWAGGER.format(title=app.title, files=FILES, openapi=OPENAPI)))

    @app.get("/redoc", include_in_schema=False)
    def redoc() -> Response:
        return _guarded(
            get_redoc_html(
                openapi_url=OPENAPI,
                title=app.title,
                redoc_js_url=f"{FILES}/redoc.standalone.js",
                redoc_favicon_url=f"{FILES}/favicon.png",
                with_google_fonts=False,
            )
        )


def _guarded(page: Response) -> Response:
    page.headers["Content-Security-Policy"] = POLICY
    return page
