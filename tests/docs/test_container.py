"""The container: its recipe is linted and, with `make container`, carried out in a fresh Debian."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder import sample
from autograder.course import find_course
from autograder.report import from_json

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "Dockerfile"
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
CERTIFICATE = "/certificate.pem"  # the machine's own, if its package index needs one
SHARED = ("dev", "proc")  # of the machine, as an engine would give its own
REFERENCE = re.compile(r"\$(\w+)")


def instructions() -> Iterator[tuple[str, str]]:
    """Yield the recipe's instructions with what follows them on their lines."""
    text = RECIPE.read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for line in lines.replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def test_the_recipe_is_clean() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "hadolint", RECIPE], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_recipe_knows_nothing_else() -> None:
    words = [word for word, _ in instructions()]
    assert words[0] == "FROM"
    assert set(words) <= {"FROM", "RUN", "ENV", "WORKDIR", "COPY", "USER", "CMD"}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "submitted", "reports", "gradebook.db"} <= set(ignored)


class Machine:
    """A Debian in a folder, in which the recipe's instructions are carried out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "0"
        self.place = "/"
        self.environment: dict[str, str] = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        }

    def carry_out(self, word: str, rest: str) -> None:
        if word == "RUN":
            self.run(["/bin/sh", "-c", rest])
        elif word == "ENV":
            name, _, value = rest.partition("=")
            self.environment[name] = REFERENCE.sub(lambda found: self.environment[found[1]], value)
        elif word == "WORKDIR":
            self.place = rest
            (self.folder / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            *sources, _ = shlex.split(rest)
            for source in sources:
                self.copy(ROOT / source)
        elif word == "USER":
            self.user = rest

    def copy(self, source: Path) -> None:
        target = self.folder / self.place.lstrip("/")
        if source.is_file():
            shutil.copy(source, target)
            return
        ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").replace("**/", "").split()
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(*ignored), dirs_exist_ok=True)

    def run(self, command: list[str]) -> str:
        ids = ["--reuid", self.user, "--regid", self.user, "--clear-groups"]
        inside = f"cd {shlex.quote(self.place)} && exec " + shlex.join(command)
        done = subprocess.run(
            ["chroot", str(self.folder), "setpriv", *ids, "/bin/sh", "-c", inside],
            env={**self.environment, **of_pip()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout


def of_pip() -> Mapping[str, str]:
    """How this machine reaches the package index."""
    names = ("PIP_INDEX_URL", "PIP_DEFAULT_TIMEOUT")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | ({"PIP_CERT": CERTIFICATE} if "PIP_CERT" in os.environ else {})


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    if os.environ.get("CONTAINER") != "1":
        pytest.skip("minutes long: make container")
    folder = tmp_path / "debian"
    subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(folder), MIRROR], check=True)
    shutil.copy("/etc/resolv.conf", folder / "etc")
    if "PIP_CERT" in os.environ:
        shutil.copy(os.environ["PIP_CERT"], folder / CERTIFICATE.lstrip("/"))
    with ExitStack() as stack:
        for name in SHARED:
            subprocess.run(["mount", "--bind", f"/{name}", str(folder / name)], check=True)
            stack.callback(subprocess.run, ["umount", str(folder / name)], check=True)
        yield Machine(folder)


def test_the_recipe_makes_a_machine_that_grades(machine: Machine) -> None:
    for word, rest in instructions():
        machine.carry_out(word, rest)
    assert "confined in full" in machine.run(["autograder", "doctor"])
    notebook = find_course().notebooks("a1_linear_classifiers")[0]
    place = machine.folder / "home" / "grader" / "submitted" / "ada" / notebook.assignment
    place.mkdir(parents=True)
    given = sample.material(notebook)
    (place / f"{notebook.name}.ipynb").write_bytes(sample.encode(sample.filled(given)))
    machine.run(["autograder", "grade", "/home/grader/submitted", "--output", "/home/grader/reports"])
    report = from_json((machine.folder / f"home/grader/reports/{notebook.assignment}/ada.json").read_bytes())
    result = next(one for one in report.notebooks if one.name == notebook.name)
    assert result.score == result.max_score
