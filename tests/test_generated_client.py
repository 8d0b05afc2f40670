"""A client made from the description by openapi-python-client reads our records, typed, from a live server."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from app.database.engine import open_engine
from app.load import load
from app.settings import data_folder
from tests.server import ROOT, serving

NAME = "komek_client"


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a client that was made from docs/openapi.json, of which nothing was left out."""
    folder = tmp_path_factory.mktemp("generated")
    program = str(Path(sys.executable).with_name("openapi-python-client"))
    options = ["--path", ROOT / "docs" / "openapi.json", "--output-path", folder / NAME, "--meta", "none"]
    config = folder / "config.yaml"
    config.write_text("post_hooks: []\n")
    done = subprocess.run(
        [program, "generate", *options, "--config", config, "--fail-on-warning"], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_generated_client_reads(client_folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(database_url)
    load([data_folder("seed") / "texts"], engine=engine, max_bytes=1_000_000)
    engine.dispose()
    monkeypatch.syspath_prepend(str(client_folder))
    client_module = importlib.import_module(NAME)
    list_funding = importlib.import_module(f"{NAME}.api.funding.list_funding")
    get_person = importlib.import_module(f"{NAME}.api.people.get_person")
    list_people = importlib.import_module(f"{NAME}.api.people.list_people")
    with (
        serving(database_url) as address,
        client_module.Client(base_url=address, raise_on_unexpected_status=True) as client,
    ):
        (stated,) = list_funding.sync(client=client, provider=["osce"]).data
        assert (stated.amount, stated.currency, stated.countable) == ("120000000", "USD", False)
        somebody = list_people.sync(client=client, limit=1).data[0]
        assert get_person.sync(somebody.id, client=client).data.name == somebody.name
        problem = list_funding.sync(client=client, provider=["osse"])
        assert problem.code == "bad_query"
