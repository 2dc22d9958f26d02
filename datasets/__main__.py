"""`python -m datasets list` and `python -m datasets fetch NAME`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from datasets import cache, cifar10
from datasets.errors import DatasetError
from datasets.fetch import check, fetch
from datasets.registry import STATED, load

VARIABLE = "DATASETS_CIFAR10"
EPILOG = f"""environment:
  {cache.VARIABLE}   the folder in which data is kept
  {VARIABLE}  addresses of the CIFAR-10 archive, separated by spaces, tried in order

exit codes: 0 done, 1 could not be had, 2 bad usage"""


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    top = argparse.ArgumentParser(
        prog="python -m datasets",
        description="The data sets of the course.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name, array and remark of every data set")
    get = commands.add_parser("fetch", help="put a data set into the cache", epilog=EPILOG,
                              formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    get.add_argument("name", choices=("cifar10", "shapes10", "mnist1d"))
    source = get.add_mutually_exclusive_group()
    source.add_argument("--from", dest="addresses", action="append", metavar="ADDRESS",
                        help="where the CIFAR-10 archive is; several are tried in order")  # fmt: skip
    source.add_argument("--file", type=Path, help="an archive of CIFAR-10 that is here already")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    top = parser()
    options = top.parse_args(arguments)
    if options.command == "list":
        for name, (array, remark) in STATED.items():
            print(f"{name:12} {array:26} {remark}")
        return 0
    if options.name != "cifar10" and (options.addresses or options.file):
        top.error(f"{options.name} is made on this machine: it takes neither --from nor --file.")
    try:
        if options.name == "cifar10":
            fetch_cifar10(options.addresses, options.file)
        print(load(options.name))
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 1
    except (DatasetError, OSError, ImportError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        if options.name == "cifar10":
            print("Try again (it goes on where it stopped), or name another address with --from, "
                  "or a file with --file.", file=sys.stderr)  # fmt: skip
        return 1
    return 0


def fetch_cifar10(addresses: Sequence[str] | None, file: Path | None) -> None:
    """Get the archive if it is not there, check it, and keep its arrays."""
    place = cache.folder()
    if place is None:
        raise DatasetError(f"There is no folder to keep data in: set {cache.VARIABLE}.")
    if file is None and cache.read(cifar10.KEY) is not None:
        return
    source = file or place / "cifar-10-binary.tar.gz"
    known = cifar10.ARCHIVE
    if file is None:
        found = addresses or os.environ.get(VARIABLE, "").split() or [known.address]
        fetch(found, source, known.size, known.sha256, show)
    else:
        check(source, known.size, known.sha256)
    arrays = cifar10.read_archive(source, known.records)
    if not cache.write(cifar10.KEY, arrays):
        raise DatasetError(
            f"{place} cannot be written, or the disk is full: set {cache.VARIABLE} to another folder."
        )
    if file is None:
        source.unlink(missing_ok=True)  # its arrays are kept; the archive would double the space


def show(there: int, size: int) -> None:
    """Draw the progress on one line; on a terminal only."""
    if sys.stderr.isatty():
        filled = 40 * there // size
        bar = "#" * filled + "." * (40 - filled)
        print(f"\r{bar} {there / 1e6:6.1f} of {size / 1e6:.1f} MB", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
