"""Fuzz one target, or all, in processes of their own: fails on a crash, on a hang, and on growth.

    python -m benchmarks.fuzz --target wire --runs 10000000
    python -m benchmarks.fuzz --runs 2500000          # each target as often

Needs `pip install atheris`, which nothing else does. A finding is shown and written to the folder given with
`--findings`; its bytes belong in a test.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

TARGETS = ("notebook", "cells", "wire", "structure")
INSTRUMENTED = ["autograder.notebook", "autograder.wire"]
SLOWEST = 10  # seconds that one input may take
LARGEST = 4096  # bytes of an input
GROWTH = 64  # MiB that a process may grow after its first runs
WARM = 0.02  # share of the runs after which growth is counted
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> float:
    """Return the MiB this process holds in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20


def fuzz(target: str, runs: int, findings: Path, corpus: Path) -> None:
    """Run one target in this process; does not return, as libFuzzer ends it.

    Parameters
    ----------
    target : str
        Name of a row of `targets.TARGETS`.
    runs : int
        How many inputs.
    findings : Path
        Folder for the inputs that failed.
    corpus : Path
        Folder for the inputs that led to something new.
    """
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        from benchmarks.fuzz import targets
    judge = targets.TARGETS[target]
    count, start = 0, 0.0

    def once(data: bytes) -> None:
        nonlocal count, start
        count += 1
        judge(data)
        if count == max(1, int(runs * WARM)):
            start = resident()
        if count == runs:
            grown = resident() - start
            print(f"fuzzed {target}: {count} inputs, {start:.0f} MiB, grown by {grown:.1f}", flush=True)
            if grown > GROWTH:
                raise MemoryError(f"the process grew by {grown:.0f} MiB")

    for number, seed in enumerate(targets.seeds(target)):
        (corpus / f"seed{number}").write_bytes(seed)
    options = [
        f"-runs={runs}",
        f"-timeout={SLOWEST}",
        f"-max_len={LARGEST}",
        "-len_control=0",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={findings}/{target}-",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


def run(targets: Sequence[str], runs: int, findings: Path) -> int:
    """Fuzz the targets one after the other, each in a process of its own; return how many failed."""
    failed = 0
    findings.mkdir(parents=True, exist_ok=True)
    for target in targets:
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="fuzz-") as corpus:
            command = [sys.executable, "-m", "benchmarks.fuzz", "--target", target, "--corpus", corpus]
            command += ["--runs", str(runs), "--findings", str(findings)]
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        text = done.stdout + done.stderr
        (findings / f"{target}.log").write_text(text, encoding="utf-8")
        said = re.search(r"^fuzzed .*", text, re.MULTILINE)
        seconds = time.monotonic() - start
        if done.returncode or said is None:
            failed += 1
            print(
                f"{target}: FAILED after {seconds:.0f} s (exit {done.returncode})\n{text[-3000:]}", flush=True
            )
        else:
            print(f"{said[0]} MiB, {seconds:.0f} s", flush=True)
    return failed


def main() -> None:
    """Fuzz as the command line says; exit 1 on a finding."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--target", choices=list(TARGETS), help="which one (all)")
    parser.add_argument("--runs", type=int, default=2_500_000, metavar="N", help="inputs a target (2500000)")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), metavar="FOLDER")
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)  # given to the process of a target
    options = parser.parse_args()
    if options.corpus:
        fuzz(options.target, options.runs, options.findings, options.corpus)
    elif run([options.target] if options.target else list(TARGETS), options.runs, options.findings):
        sys.exit(1)


if __name__ == "__main__":
    main()
