"""All sections of the table: `python -m benchmarks --write docs/benchmarks.md`.

Name sections to run only these: `python -m benchmarks wire numerics`. With --quick each is small, to see that
it works; its figures mean nothing.
"""

import argparse
import importlib
import os
import platform
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.table import Row, duration, section

SECTIONS = ("throughput", "latency", "scale", "wire", "numerics", "proof")
VERSIONED = ("numpy", "pytest", "nbgrader", "otter-grader", "dask", "scikit-learn", "torch", "autograd")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sections, print them, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes: whether it works, not how fast")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page as Markdown")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.sections if name not in SECTIONS]:
        parser.error(f"no section is called {' or '.join(unknown)}: choose from {', '.join(SECTIONS)}")
    lines, tally, failed = list[str](), list[str](), False
    for name in chosen.sections or SECTIONS:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"{name} ...", file=sys.stderr, flush=True)
        start = time.perf_counter()
        try:
            rows = list(_told(module.rows(chosen.quick)))
        except SystemExit as error:  # one that measures nothing must not cost half an hour of the others
            print(f"{name}: {error}", file=sys.stderr, flush=True)
            failed = True
            continue
        found = list(section(module.TITLE, module.INTRO, rows))
        tally.append(_goals(module.TITLE, rows))
        print("\n".join(found), flush=True)
        print(f"{name}: {duration(time.perf_counter() - start)}", file=sys.stderr, flush=True)
        lines += found
        if chosen.write and not chosen.quick and hasattr(module, "write_page"):
            module.write_page(chosen.write.with_name(f"{name}.md"))  # of what was measured just now
    if chosen.write and not failed:
        page = [*_head(), "", "| section | goals reached |", "|---|---|", *tally, "", *lines]
        chosen.write.write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")
    return int(failed)


def _goals(title: str, rows: Sequence[Row]) -> str:
    goals = [row.reached for row in rows if row.reached is not None]
    return f"| {title} | {sum(goals)} of {len(goals)} |"


def _told(rows: Iterable[Row]) -> Iterator[Row]:
    """Say each row as soon as it is there: the whole takes half an hour."""
    for row in rows:
        print(f"  {row.what}: {row.ours}; {row.ratio or ''}", file=sys.stderr, flush=True)
        yield row


def _head() -> list[str]:
    return [
        "# Benchmarks",
        "",
        "Written by `make bench`, all of it in one run. Each row is a ratio of figures measured side by side",
        "in that run; the spread is that of its turns. What is not reached is explained below its table.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.release()}, "
        f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}, {_versions()}.",
    ]


def _versions() -> str:
    found = []
    for name in VERSIONED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
