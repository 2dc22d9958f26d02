"""The command line: `python -m utils pack ASSIGNMENT` and `python -m utils checks`."""

import argparse
import getpass
import hashlib
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from utils.pack.archive import plain_name, receipt, write_atomic, zip_bytes
from utils.pack.checking import add_checks, add_timeout
from utils.pack.errors import CannotRun, PackError
from utils.pack.examine import examine
from utils.pack.find import Folder, find_folder
from utils.pack.notebook import read_book
from utils.pack.results import Findings, unchecked
from utils.pack.words import MARKS, closing, damaged, opening, summary, table

CLEAN, UNFINISHED, USAGE, INTERRUPTED = 0, 1, 2, 130
ABOUT = """\
Check the notebooks of an assignment and pack them for handing in.

Every notebook is run from top to bottom in a fresh kernel: your definitions and the checks under the
exercises, not the figures and trainings. So you see what a stranger's computer would see, and a function
that works only because of a cell you have deleted shows up here. Then the notebooks are written to
<assignment>-<name>.zip with a receipt. The files in your folder are not changed. Nothing is sent.
"""
MORE = """\
examples:
  python -m utils pack a1_linear_classifiers     from the course folder, or from the folder of the notebooks
  python -m utils pack a1 --name ada             a beginning is enough; the zip is called after ada
  python -m utils pack . --no-run                this folder, without running anything

outputs: the notebooks are packed without them. What is graded is what you wrote, run again; a stored
figure or number proves nothing. Your answers to inline questions are text and stay.

exit codes: 0 packed, all is done · 1 packed, but something fails, is missing or not started · 2 not packed
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        return code
    except PackError as error:
        without = " Or add --no-run." if isinstance(error, CannotRun) and options.done == "packed" else ""
        print(f"Not {options.done}. {error}{without}", file=sys.stderr)
        return USAGE
    except OSError as error:
        print(
            f"Not {options.done}. {error.filename or 'A file'}: {error.strerror or error}.", file=sys.stderr
        )
        return USAGE
    except (KeyboardInterrupt, EOFError):
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m utils", description="Helpers for students of this course."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    pack = commands.add_parser(
        "pack",
        help="check the notebooks of an assignment and write the zip to hand in",
        description=ABOUT,
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    pack.add_argument("assignment", metavar="ASSIGNMENT", help="its name, the beginning of it, or a folder")
    pack.add_argument(
        "--name", help="your name, for the receipt and the name of the zip (default: you are asked)"
    )
    pack.add_argument("--no-run", action="store_true", help="pack only; run nothing")
    pack.add_argument(
        "--output", type=Path, metavar="PATH", help="folder or .zip file to write (default: here)"
    )
    add_timeout(pack)
    pack.add_argument(
        "--yes", action="store_true", help="ask nothing: your login as name, replace an old zip"
    )
    pack.set_defaults(run=_pack, done="packed")
    add_checks(commands)
    return parser


def _pack(options: argparse.Namespace) -> int:
    folder = find_folder(options.assignment, Path.cwd())
    now = datetime.now().astimezone()
    asking = sys.stdin.isatty() and not options.yes
    _say(opening(folder, now))
    name = (_ask_name(asking) if options.name is None else options.name).strip()
    plain = plain_name(name)
    if not plain:
        raise PackError(f"The name {name!r} has no letter and no digit: give yours with --name.")
    path = _target(options.output or Path.cwd(), f"{folder.assignment}-{plain}.zip")
    _require_permission(path, asking, options.yes)
    findings = [_examine(path, folder, options) for path in folder.notebooks]
    note = receipt(folder, name, findings, not options.no_run, now)
    data = zip_bytes(folder.assignment, findings, note, now)
    write_atomic(path, data)
    print(f"\n{MARKS}\n\n{summary(folder, findings, not options.no_run)}")
    _say(closing(path, note, hashlib.sha256(data).hexdigest(), damaged(findings)))
    clean = not folder.missing and all(one.clean for one in findings)
    return CLEAN if clean else UNFINISHED


def _examine(path: Path, folder: Folder, options: argparse.Namespace) -> Findings:
    """Run the checks of one notebook, if they are wanted, and say how it stands."""
    book = read_book(path)
    findings = unchecked(book) if options.no_run else examine(book, folder.path, options.timeout)
    _say(table(findings))
    return findings


def _ask_name(asking: bool) -> str:
    login = _login()
    if asking:
        return input(f"Your name, for the zip [{login}]: ").strip() or login
    print(f"The zip is called after your login, {login}: choose another name with --name.")
    return login


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no login, or a system without accounts
        return "student"


def _target(output: Path, name: str) -> Path:
    """Return the file to write: `output` itself if it is called .zip, else `name` in it."""
    path = output if output.suffix.lower() == ".zip" and not output.is_dir() else output / name
    if not path.parent.is_dir():
        raise PackError(f"{path.parent} is not a folder. Make it first, or choose another --output.")
    return path.absolute()


def _require_permission(path: Path, asking: bool, yes: bool) -> None:
    """Replace an existing file only when told to."""
    if not path.exists() or yes:
        return
    if asking and input(f"{path.name} exists. Replace it? [y/N] ").strip().lower() in ("y", "yes"):
        return
    raise PackError(f"{path} exists already. Add --yes to replace it, or choose another --output or --name.")


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
