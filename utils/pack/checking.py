"""`python -m utils checks`: run the checks of many notebooks and pack nothing; on a laptop or on GitHub."""

import argparse
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from utils.pack.errors import PackError
from utils.pack.examine import examine
from utils.pack.find import did_you_mean, find_all, find_folder, find_notebook
from utils.pack.github import SUMMARY, annotations, stepped_aside, summary_page
from utils.pack.notebook import read_book
from utils.pack.results import Findings
from utils.pack.words import MARKS, counted, damaged, table, untouched

WELL, FAILING = 0, 1
ABOUT = """\
Run the checks under the exercises, in a fresh kernel for each notebook, and say how each exercise stands.

What you have not started is not a mistake. Nothing is written or sent.
"""
MORE = f"""\
examples:
  python -m utils checks                         every notebook of the course
  python -m utils checks a1                      one assignment; a beginning of its name is enough
  python -m utils checks perceptron              one notebook, by its name
  python -m utils checks assignments/a1_linear_classifiers/perceptron.ipynb

formats: `github` adds annotations for GitHub Actions, and appends a page to the file that {SUMMARY} names.
It is the default where that variable is set.

exit codes: 0 nothing fails · 1 a check fails, or a notebook is damaged · 2 nothing was checked
"""


def add_checks(commands: Any) -> None:
    """Add the command to the subparsers of `python -m utils`."""
    parser = commands.add_parser(
        "checks",
        help="run the checks of all your notebooks",
        description=ABOUT,
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "targets", nargs="*", metavar="NAME", help="an assignment, a notebook, or a folder (default: all)"
    )
    parser.add_argument("--format", choices=("text", "github"), help="what is printed (default: text)")
    add_timeout(parser)
    parser.set_defaults(run=_check, done="checked")


def add_timeout(parser: argparse.ArgumentParser) -> None:
    """Add the option that bounds a cell's time."""
    parser.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="for a cell (default: 60)"
    )


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("a number of seconds above 0")
    return value


def _check(options: argparse.Namespace) -> int:
    page = os.environ.get(SUMMARY, "")
    github = options.format == "github" or (options.format is None and bool(page))
    findings: list[Findings] = []
    heading = None
    for path in _notebooks(options.targets, Path.cwd()):
        if not options.targets and path.parent != heading:  # the whole course: by assignment, and brief
            heading = path.parent
            _say([f"\n{heading.name}"], github)
        findings.append(examine(read_book(path), path.parent, options.timeout))
        brief = not options.targets and findings[-1].untouched
        _say([untouched(findings[-1])] if brief else table(findings[-1]), github)
    print(f"\n{MARKS}\n\n{counted(findings)}. The hidden suite checks more than this.")
    _say(damaged(findings), github)
    if github:
        base = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
        for line in annotations(findings, base):
            print(line, flush=True)
        if page:
            with open(page, "a", encoding="utf-8") as file:
                file.write(summary_page(findings))
    return FAILING if any(one.failed for one in findings) else WELL


def _notebooks(targets: Sequence[str], here: Path) -> list[Path]:
    """Return the notebooks that are meant, each once.

    Raises
    ------
    PackError
        If there is none of one of the names.
    """
    if not targets:
        return [path for folder in find_all() for path in folder.notebooks]
    found = [path for target in targets for path in _meant(target, here)]
    return list(dict.fromkeys(found))


def _meant(target: str, here: Path) -> tuple[Path, ...]:
    path = here / target
    if path.suffix == ".ipynb" and path.is_file():
        return (path,)
    found = find_notebook(target, here)
    if found:
        return (found,)
    if path.suffix == ".ipynb":
        raise PackError(f"There is no notebook {target} here ({here}).{did_you_mean(target)}")
    return find_folder(target, here).notebooks


def _say(lines: Iterable[str], github: bool) -> None:
    """Print lines, some of which quote a notebook; GitHub is told to look for no command in them."""
    for line in stepped_aside(lines, secrets.token_hex(16)) if github else lines:
        print(line, flush=True)
