"""Where the graders are installed and who runs them: never root, so that nothing but the arena can be harmed.

Otter gets an environment of its own in a cache folder, from the package index. An ordinary user's own
environment serves the other two. Root gives the run away to an ordinary user: then both environments are made
in the cache, of a Python which that user can start, with a copy of the project's packages.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

OTTER = "otter-grader==7.0.0"
ORDINARY = 65534  # "nobody" of most systems
ROOT = Path(__file__).parents[2]
PACKAGES = ("autograder", "utils", "datasets")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "suites")


@dataclass(frozen=True)
class Tools:
    """Python with nbgrader and this project, Python with otter, the user who grades (-1: the same)."""

    python: Path
    otter: Path
    uid: int

    def environment(self, python: Path, folder: Path) -> dict[str, str]:
        """Return all the environment a grader gets: a home and a temporary folder within the arena."""
        return {
            "PATH": f"{python.parent}:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "PWD": str(folder / "course"),
            "USER": "grader",
            "LOGNAME": "grader",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def version(self, python: Path, package: str) -> str:
        """Return the version of an installed package."""
        return _said(python, f"import importlib.metadata as m; print(m.version({package!r}))")

    def python_version(self) -> str:
        """Return the version of Python that student code meets."""
        return _said(self.python, "import platform; print(platform.python_version())")


def _said(python: Path, code: str) -> str:
    done = subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE, text=True, cwd="/")
    return done.stdout.strip()


def here() -> Tools:
    """Return what there is without installing anything: this Python, as the user who runs it; no otter."""
    return Tools(Path(sys.executable), Path(sys.executable), -1)


def install(cache: Path | None = None) -> Tools:
    """Make the environments that are missing, and return where they are."""
    folder = _cache_folder(cache)
    if os.getuid() != 0:
        return Tools(Path(sys.executable), install_otter(folder), -1)
    base = _reachable()
    python = _environment(folder / "project", base, ["-r", str(ROOT / "requirements.txt")])
    _copy_packages(folder / "packages", python)
    otter = install_otter(folder, base)
    _open_to_all(folder)
    return Tools(python, otter, ORDINARY)


def install_otter(cache: Path | None = None, base: Path | None = None) -> Path:
    """Make otter's environment if it is missing, of this Python or another, and return its Python."""
    base = base or Path(sys.executable)
    return _environment(_cache_folder(cache) / "otter", base, [OTTER, "ipykernel"])


def _cache_folder(cache: Path | None) -> Path:
    folder = cache or Path(tempfile.gettempdir()) / f"side-by-side-{os.getuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise SystemExit(f"{folder} belongs to somebody else; name another folder with --cache")
    return folder


def _environment(place: Path, base: Path, wanted: list[str]) -> Path:
    python = place / "bin" / "python"
    done = place / ".done"
    if not done.exists() or done.read_text() != str(wanted):
        print(f"installing {' '.join(wanted)} into {place} ...", file=sys.stderr)
        subprocess.run([base, "-m", "venv", "--clear", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
        done.write_text(str(wanted))
    return python


def _copy_packages(place: Path, python: Path) -> None:
    """Copy this project's packages to where everybody may read them, and have a Python find them there."""
    shutil.rmtree(place, ignore_errors=True)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, place / name, ignore=NOT_COPIED)
    libraries = next(python.parents[1].glob("lib/python3*/site-packages"))
    (libraries / "project.pth").write_text(f"{place}\n")


def _reachable() -> Path:
    """Return a Python of at least 3.11 that the ordinary user can start.

    Raises
    ------
    SystemExit
        If there is none, for instance because the only one lies in a closed home folder.
    """
    test = "import ensurepip, ssl, sys; sys.exit(sys.version_info < (3, 11))"
    for place in (sys.base_prefix, "/usr", "/usr/local"):
        python = Path(place) / "bin" / "python3"
        words = [str(python), "-c", test]
        try:
            subprocess.run(words, user=ORDINARY, group=ORDINARY, extra_groups=[], check=True, cwd="/")
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    raise SystemExit(
        f"root gives this run away to uid {ORDINARY}, who finds no Python 3.11 that it may start; "
        "install one under /usr, or run this as an ordinary user"
    )


def _open_to_all(folder: Path) -> None:
    subprocess.run(["chmod", "-R", "go=u-w", folder], check=True)
