"""What a stranger gets: the script, the locks, the wheel, the image."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path

import httpx
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy import make_url

from app.extract import version
from tests.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


# --- the repository ---------------------------------------------------------------------------------------


def repository_files() -> list[Path]:
    """Returns the files that are, or would be, committed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, or no git here")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    # In pieces, or this file would name them.
    hosts = "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "unp" + r"kg\.com"])
    folders = "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me", "t" + "mp"])
    unwanted = re.compile(rf"{hosts}|(?<![\w.~)}}\]*-])/({folders})/".encode())
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in repository_files()
        for match in unwanted.finditer(path.read_bytes())
    ]
    assert found == []


# --- the locks --------------------------------------------------------------------------------------------


def pins(lock: str) -> dict[str, Requirement]:
    """Returns what a lock file would install here, by name."""
    lines = re.findall(r"^(\S+==.+?) \\\n +--hash=sha256:", (ROOT / lock).read_text(), re.MULTILINE)
    here = [pin for pin in map(Requirement, lines) if pin.marker is None or pin.marker.evaluate()]
    return {canonicalize_name(pin.name): pin for pin in here}


def closure(wanted: Iterable[str]) -> set[str]:
    """Returns the names of these requirements, of theirs, and so on, as the installed packages say."""
    seen: set[tuple[str, str]] = set()
    open_ends = [(Requirement(text), "") for text in wanted]
    while open_ends:
        requirement, of_extra = open_ends.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        for extra in {"", *requirement.extras}:
            key = (canonicalize_name(requirement.name), extra)
            if key not in seen:
                seen.add(key)
                open_ends += [(Requirement(text), extra) for text in requires(requirement.name) or []]
    return {name for name, _ in seen}


RUNTIME: list[str] = PROJECT["project"]["dependencies"]
ALL: list[str] = RUNTIME + PROJECT["dependency-groups"]["dev"]


@pytest.mark.parametrize(("lock", "wanted"), [("requirements.lock", RUNTIME), ("requirements-dev.lock", ALL)])
def test_a_lock_holds_what_the_project_asks_for_and_nothing_else(lock: str, wanted: list[str]) -> None:
    locked = pins(lock)
    assert set(locked) == closure(wanted), "./dev lock brings them together"
    for requirement in map(Requirement, wanted):
        if requirement.marker is None or requirement.marker.evaluate():
            (pin,) = locked[canonicalize_name(requirement.name)].specifier
            assert requirement.specifier.contains(pin.version), f"{lock} has {pin.version} for {requirement}"


def test_the_image_has_the_versions_that_were_tested() -> None:
    runtime, everything = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime == {name: everything[name] for name in runtime}


# --- the script -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["sevre"], ["--help"]])
def test_the_script_refuses_what_it_does_not_know(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(["sh", ROOT / "dev", *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"usage: ./dev serve .* test .* check .* lock.*\n", done.stderr)


# A python3 that only writes down what it is asked: the real set-up would need the network.
PYTHON = """#!/bin/sh
echo "$*" >>calls
case "$*" in
    *print*) echo {version} ;;
    *version_info*) {new_enough} ;;
    *ensurepip*) {has_venv} ;;
    "-m venv "*) mkdir -p "$3/bin"; for name in python uv; do cp "$0" "$3/bin/$name"; done ;;
    *"pip install"*) {installs} ;;
esac
"""


class Checkout:
    """A folder with nothing but the script, the locks, and a python3 with given faults."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("dev", "pyproject.toml", *(lock.name for lock in ROOT.glob("*.lock"))):
            shutil.copy(ROOT / name, folder)
        self.programs = folder / "programs"
        self.programs.mkdir()
        for name in ("sh", "cat", "cksum", "cp", "date", "dirname", "ln", "mkdir", "readlink", "rm", "sleep", "tail"):
            (self.programs / name).symlink_to(shutil.which(name) or name)

    def run(self, *arguments: str, version: str = "3.12.1", **answers: str) -> "subprocess.CompletedProcess[str]":
        """Runs `dev test` to its end; an answer is what the shell says to new_enough, has_venv, installs."""
        process = self.start(*arguments, version=version, **answers)
        out, err = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def start(self, *arguments: str, version: str = "3.12.1", **answers: str) -> "subprocess.Popen[str]":
        """Starts `dev test`."""
        python = self.programs / "python3"
        faults = {"new_enough": "true", "has_venv": "true", "installs": "true"} | answers
        python.write_text(PYTHON.format(version=version, **faults))
        python.chmod(0o755)
        (self.folder / "calls").unlink(missing_ok=True)
        command, environment = (
            [self.programs / "sh", self.folder / "dev", "test", *arguments],
            {"PATH": str(self.programs)},
        )
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_script_says_which_python_is_too_old(checkout: Checkout) -> None:
    done = checkout.run(version="3.9.2", new_enough="false")
    assert done.returncode == 1
    assert "python3 >= 3.11 is needed, python3 is 3.9.2" in done.stderr


def test_the_script_says_that_venv_is_missing(checkout: Checkout) -> None:
    done = checkout.run(has_venv="false")
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_the_script_sets_up_once(checkout: Checkout) -> None:
    assert checkout.run().returncode == 0
    assert any(call.startswith("pip sync") and "--require-hashes" in call for call in checkout.calls())
    again = checkout.run()
    assert (again.returncode, again.stderr) == (0, "")
    assert checkout.calls() == ["-c ", "-m pytest --numprocesses logical --dist worksteal"]


def test_the_script_runs_some_tests_in_one_process(checkout: Checkout) -> None:
    assert checkout.run("tests/test_a.py", "-x").returncode == 0
    assert checkout.calls()[-1] == "-m pytest tests/test_a.py -x"


def test_the_script_sets_up_again_when_a_lock_changes(checkout: Checkout) -> None:
    checkout.run()
    with (checkout.folder / "requirements-dev.lock").open("a") as lock:
        lock.write("# changed\n")
    checkout.run()
    assert any(call.startswith("pip sync") for call in checkout.calls())


def test_the_script_makes_a_half_made_environment_afresh(checkout: Checkout) -> None:
    done = checkout.run(installs="echo no network; false")
    assert done.returncode == 1
    assert "no network" in done.stderr
    leftover = checkout.folder / ".venv" / "leftover"
    leftover.touch()
    assert checkout.run().returncode == 0
    assert not leftover.exists()


def test_the_script_waits_for_another_set_up(checkout: Checkout) -> None:
    claim = checkout.folder / ".venv.lock"
    claim.symlink_to(str(os.getpid()))  # this process lives
    process = checkout.start()
    assert process.stderr is not None
    assert "waiting for another set-up" in process.stderr.readline()
    assert not (checkout.folder / ".venv").exists()
    claim.unlink()
    process.communicate()
    assert process.returncode == 0
    assert not claim.is_symlink()


def test_the_script_does_not_wait_for_a_dead_set_up(checkout: Checkout) -> None:
    claim = checkout.folder / ".venv.lock"
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    claim.symlink_to(str(ended.pid))
    assert checkout.run().returncode == 0
    assert not claim.is_symlink()


def test_the_script_falls_back_on_pip(checkout: Checkout) -> None:
    done = checkout.run(installs='case "$*" in *uv-bootstrap*) false ;; esac')
    assert done.returncode == 0
    assert "-m pip install --require-hashes -r requirements-dev.lock" in checkout.calls()


# --- the wheel, and the image made of it ------------------------------------------------------------------

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def image_command(instruction: str) -> list[str]:
    """Returns the command of the last such instruction of the Dockerfile."""
    written = re.findall(rf"^{instruction}\b.*?(\[.*\])$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE)
    command: list[str] = json.loads(written[-1])
    return command


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the programs of another virtual environment, with the wheel and the packages of the lock."""
    venv = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]
    done = subprocess.run(install, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    # The packages are lent by the environment of the tests: no network. Its path file for the checkout is not
    # read from there, so `app` is the wheel's.
    (site,) = venv.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return venv / "bin"


def elsewhere(programs: Path, **settings: str) -> dict[str, str]:
    """Returns the environment of a process that knows nothing of this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KOMEK_", "PYTHON"))}
    return kept | {"PATH": f"{programs}:{os.environ['PATH']}"} | settings


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yields the address of a database without any table, as the image and the composition give it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('volume') / 'komek.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    server.create("komek_packaged")
    yield server.url("komek_packaged")
    server.drop("komek_packaged")


@pytest.fixture(scope="module")
def served(installed: Path, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yields the address of what the image's command serves, run in an empty folder."""
    folder = tmp_path_factory.mktemp("data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = elsewhere(installed, KOMEK_DATABASE_URL=database)
    command = [installed / image_command("CMD")[0], *image_command("CMD")[1:], "--port", str(port)]
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/v1/status", process, log)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < give_up:
        try:
            httpx.get(address)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"komek serve does not answer; it said:\n{log.read_text()}")


def test_the_wheel_holds_what_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder, inside in {"app": "", "docs": "app/_data/", "migrations": "app/_data/", "seed": "app/_data/"}.items():
        there = [path.relative_to(ROOT) for path in repository_files() if path.is_relative_to(ROOT / folder)]
        assert there, f"{folder} has no files"
        assert {inside + path.as_posix() for path in there} <= names
    assert [name for name in names if name.endswith((".pyc", ".db"))] == []


def test_the_installed_command_helps(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed / "komek", "--help"], cwd=tmp_path, env=elsewhere(installed), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout


def test_the_installed_program_is_not_this_checkout(installed: Path, tmp_path: Path) -> None:
    where = [installed / "python", "-c", "import app; print(app.__file__)"]
    done = subprocess.run(where, cwd=tmp_path, env=elsewhere(installed), capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)


def test_the_installed_extractor_has_the_version_of_this_checkout(installed: Path, tmp_path: Path) -> None:
    ask = [installed / "python", "-c", "from app.extract import version; print(version())"]
    done = subprocess.run(ask, cwd=tmp_path, env=elsewhere(installed), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == version()


def test_the_image_command_migrates_loads_the_seeds_and_serves(served: str) -> None:
    assert httpx.get(f"{served}/v1/status").status_code == 200
    documents = httpx.get(f"{served}/v1/documents").json()["data"]
    assert len(documents) == len(list((ROOT / "seed" / "texts").glob("*.txt"))) == 5


def test_the_image_command_serves_the_guide(served: str) -> None:
    for path in ("/guide", "/guide/cookbook", "/guide/fields", "/static/guide.css"):
        assert httpx.get(f"{served}{path}").status_code == 200, path


def test_the_image_command_serves_the_pages(served: str) -> None:
    kinds = {
        "/?lang=ky": "text/html",
        "/funding?lang=ru": "text/html",
        "/static/explorer.css": "text/css",
        "/charts/projects-by-country.svg?lang=kk": "image/svg+xml",
        "/preview.png": "image/png",
        "/llms.txt": "text/markdown",
    }
    for path, media_type in kinds.items():
        answer = httpx.get(f"{served}{path}", timeout=60)
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, media_type), path


def test_the_image_health_check_tells_a_server_from_none(served: str, installed: Path) -> None:
    python, *arguments = image_command("HEALTHCHECK")
    health = " ".join(arguments)
    assert "http://127.0.0.1:8000/v1/status" in health
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        for address, healthy in ((served, True), (nobody, False)):
            check = [part.replace("http://127.0.0.1:8000", address) for part in arguments]
            done = subprocess.run([installed / python, *check], capture_output=True)
            assert (done.returncode == 0) is healthy, done.stderr


def test_the_image_installs_by_hash_and_runs_as_an_ordinary_user() -> None:
    installs = re.findall(r"pip install (.*?)(?:\\\n|\n|$)", DOCKERFILE)
    assert all("--require-hashes" in line or "--no-deps dist/" in line for line in installs) and installs
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1].split(":")[0] not in ("root", "0")


def test_the_composition_gives_komek_its_postgres() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    written = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", services["komek"]["environment"]["KOMEK_DATABASE_URL"])
    url = make_url(written)
    postgres = services[url.host]
    assert url.drivername == "postgresql+psycopg"
    assert postgres["image"].startswith("postgres:")
    assert postgres["environment"]["POSTGRES_USER"] == url.username
    assert postgres["environment"]["POSTGRES_DB"] == url.database
    assert services["komek"]["depends_on"] == {url.host: {"condition": "service_healthy"}}
    assert "pg_isready" in postgres["healthcheck"]["test"][1]
