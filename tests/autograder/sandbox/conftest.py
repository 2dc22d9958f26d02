"""The rig: runs a table of cases in confined children of a process of its own, as various users."""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import autograder
from autograder.sandbox import inspect_platform, obstacles

RIG = Path(__file__).with_name("rig")
PACKAGE = Path(autograder.__file__).parent
NOBODY = 65534
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

Outcomes = dict[str, Any]


@pytest.fixture(scope="session")
def rig(everyones_copy: Path) -> Callable[..., Any]:
    """`rig(table, who="me", **settings)` -> what host.py printed; the same question is asked once only.

    With `questions` -> a list, an answer to each.
    """

    @functools.cache
    def ask(question: str) -> list[Outcomes]:
        settings = json.loads(question)
        who = settings.pop("who")
        require_layers(settings)
        home = everyones_copy if who in ("nobody", "root") else PACKAGE.parent
        scripts = everyones_copy / "rig" if who in ("nobody", "root") else RIG
        settings |= {"package": str(home), "table": str(scripts / settings["table"])}
        command = [python_for(who), str(scripts / "host.py"), json.dumps(settings)]
        patience = 60 * len(settings.get("questions", [1]))
        done = subprocess.run(
            command, capture_output=True, text=True, env=ENVIRONMENT, timeout=patience, **user(who)
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def answers(table: str, who: str = "me", **settings: Any) -> Any:
        found = ask(json.dumps({"table": table, "who": who, **settings}))
        return found if "questions" in settings else found[0]

    return answers


@pytest.fixture(scope="session")
def everyones_copy() -> Iterator[Path]:
    """A copy of the package and the rig where every user can read it."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-tests-"))
    ignore = shutil.ignore_patterns("__pycache__")
    (folder / "autograder").mkdir()
    for name in ("__init__.py", "errors.py"):
        shutil.copy(PACKAGE / name, folder / "autograder")
    shutil.copytree(PACKAGE / "sandbox", folder / "autograder" / "sandbox", ignore=ignore)
    shutil.copytree(RIG, folder / "rig", ignore=ignore)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    yield folder
    shutil.rmtree(folder)


def require_layers(settings: dict[str, Any]) -> None:
    """Skip a test that needs more than this machine can confine."""
    if settings.get("confined", True) and settings.get("isolation", "full") == "full":
        missing = obstacles(inspect_platform(), settings.get("uid"))
        if missing:
            pytest.skip(f"this machine cannot confine: {'; '.join(missing)}")


def user(who: str) -> dict[str, Any]:
    """Arguments with which `subprocess` changes the user."""
    users = {
        "nobody": {"user": NOBODY, "group": NOBODY, "extra_groups": []},
        "root": {"extra_groups": [4, 27]},  # which must not stay
    }
    return users.get(who, {})


def python_for(who: str) -> str:
    """A Python for "me", or one that every user can run; skips the test where there is none."""
    if who == "me":
        return sys.executable
    if os.getuid() != 0:
        pytest.skip("only root can become another user; the same rows run as this user")
    return everyones_python() or pytest.skip("no Python 3.11 or newer that an ordinary user can run")


@functools.cache
def everyones_python() -> str | None:
    """A Python 3.11 or newer outside the folders that are closed to others."""
    code = "import sys, ctypes; sys.exit(sys.version_info < (3, 11))"
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            done = subprocess.run([candidate, "-c", code], cwd="/", capture_output=True, **user("nobody"))
        except OSError:
            continue
        if done.returncode == 0:
            return candidate
    return None
