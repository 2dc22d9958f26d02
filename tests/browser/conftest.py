"""JupyterLab on a free port and a Chromium to look at it: what a student has, without the student."""

import contextlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import pytest

from autograder.course import find_course

COURSE = find_course(Path(__file__))
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)
SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {
        "windowingMode": "none"
    },  # cells off the screen stay in the page
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
RAN = re.compile(r"\[\d+\]:")
TROUBLE = (
    "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"
)
PATIENCE = 60  # seconds for a server to answer
ANSWER_MS = 30_000  # milliseconds for anything in the page to appear


def needs(reason: str) -> Any:
    """Skip, except where REQUIRE_BROWSER says that a skipped test would go unnoticed."""
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Book:
    """A notebook open in the browser."""

    page: Any
    whole: Any

    def cell(self, text: str) -> Any:
        """Return the code cell with this text in it."""
        return self.whole.locator(".jp-CodeCell", has_text=text)

    def run(self, cell: Any) -> None:
        """Click into a cell and press Shift+Enter."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")

    def run_all(self) -> None:
        """Choose Run > Run All Cells and wait until every code cell has a number, and none a complaint."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.locator("[data-command='runmenu:run-all']").click()
        prompts = self.whole.locator(".jp-CodeCell .jp-InputArea-prompt")
        ended = prompts.last.filter(has_text=RAN).or_(self.whole.locator(TROUBLE)).first
        ended.wait_for(timeout=2 * ANSWER_MS, state="attached")
        assert self.whole.locator(TROUBLE).all_inner_texts() == []
        assert all(map(RAN.fullmatch, prompts.all_inner_texts()))


@dataclass(frozen=True)
class Lab:
    """A running Jupyter server: its folder, its address and its log."""

    folder: Path
    address: str
    token: str
    log: Path

    def open(self, page: Any, path: Path) -> Book:
        """Open a copy of a notebook, with its neighbours beside it: one may build on another."""
        name = secrets.token_hex(4)  # a folder and a workspace of its own: no kernel left by another test
        (self.folder / name).mkdir()
        for each in path.parent.glob("*.ipynb"):
            shutil.copy(each, self.folder / name)
        page.goto(f"{self.address}/lab/workspaces/{name}/tree/{name}/{path.name}?token={self.token}")
        page.get_by_text("(ipykernel) | Idle").wait_for()  # in the status bar: what runs before is forgotten
        return Book(page, page.locator(".jp-Notebook"))


@pytest.fixture(scope="session")
def program() -> str:
    """The Chromium of this machine."""
    if importlib.util.find_spec("playwright") is None:
        needs("playwright is not installed: pip install playwright")
    return next(filter(None, map(shutil.which, NAMES)), None) or needs(
        "No Chromium on this machine: apt-get install chromium"
    )


@pytest.fixture(scope="module")
def chromium(program: str) -> Iterator[Any]:
    """A browser for the tests of a file: while its driver runs, no other test can have an event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """A fresh page at the size of a small laptop. What it showed last is kept as page.png."""
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    context.set_default_timeout(ANSWER_MS)
    opened = context.new_page()
    yield opened
    opened.screenshot(path=tmp_path / "page.png")
    context.close()


@pytest.fixture(scope="session")
def serve(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Path], Lab]]:
    """Start a Jupyter program in a folder, with nothing else configured; all stop at the end.

    (It wants the browser: without one, no server.)
    """
    with contextlib.ExitStack() as running:
        yield lambda program, folder: running.enter_context(
            _serving(program, folder, tmp_path_factory.mktemp("home"))
        )


@pytest.fixture(scope="session")
def lab(serve: Callable[[str, Path], Lab], tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """JupyterLab in an empty folder."""
    return serve("lab", tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="session")
def solution() -> Callable[[str], str]:
    """Return the source of a solution cell of `losses`, by the name of the question."""
    text = (COURSE.root / "solutions" / "a1_linear_classifiers" / "losses.ipynb").read_text(encoding="utf-8")
    marked = [(cell["metadata"].get("nbgrader", {}), cell["source"]) for cell in json.loads(text)["cells"]]
    sources = {mark["grade_id"]: "".join(source) for mark, source in marked if mark.get("solution")}
    return lambda name: sources[f"{name}_solution"]


@contextlib.contextmanager
def _serving(program: str, folder: Path, home: Path) -> Iterator[Lab]:
    port, token = _free_port(), secrets.token_hex(16)
    _write_settings(home / "config" / "lab" / "user-settings")
    command = [sys.executable, "-m", "jupyter", program, "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    options = [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    found = Lab(folder, f"http://127.0.0.1:{port}", token, home / "log")
    with found.log.open("wb") as log:
        server = subprocess.Popen(
            [*command, *options, f"--ServerApp.root_dir={folder}"],
            cwd=folder,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(found, server)
            yield found
        finally:
            server.terminate()  # shuts its kernels down, too
            server.wait(timeout=PATIENCE)


def _environment(home: Path) -> dict[str, str]:
    """Return an environment in which no one has configured anything."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    return {
        **kept,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": matplotlib.get_cachedir(),  # or it lists the machine's fonts again
    }


def _write_settings(folder: Path) -> None:
    for name, values in SETTINGS.items():
        path = folder / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{lab.address}/api?token={lab.token}", timeout=2),
        ):
            return
        time.sleep(0.1)
    pytest.fail(f"Jupyter did not start:\n{lab.log.read_text(errors='replace')[-2000:]}")
