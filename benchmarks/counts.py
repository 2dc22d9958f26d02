"""The guard of what grading costs, in counts that are the same each time, beside a record; no seconds.

`python -m benchmarks.counts` prints the record and what it finds, and fails where a figure grew; with --write
what it finds becomes the record. What became less fails nothing: write it, or it may come back unseen.
strace and valgrind count from outside (`make guard` installs them from Debian); what needs one that is
missing is left out. Instructions are those of a call of a notebook's function through the wire, there and
back in one process, in units of a yardstick in plain Python, since another build of Python has others. They
are counted by cachegrind, which counts what callgrind does in little more than half its time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import traced

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests" / "benchmarks" / "counts.json"
SUBMISSIONS = 20  # of the batch
REPEATS = 200  # of the call and of the yardstick
PROGRAM = (sys.executable, "-m", "benchmarks.counted")

Figures = dict[str, float]

# How much more than the record is accepted, by what a figure ends with; nothing where it is not named.
TOLERANCES = {
    "bytes": 0.03,
    "opened": 0.03,
    "forced to disk": 0.05,  # SQLite does some of it, and versions differ
    "modules": 0.02,
    "instructions": 0.10,
}


@dataclass(frozen=True)
class Part:
    """Some figures that are counted together, and the tool that it takes."""

    count: Callable[[], Figures]
    available: Callable[[], bool] = lambda: True
    tool: str = ""


def submission_figures(counts: traced.Counts) -> Figures:
    """Return what is kept of the grading of one submission."""
    return {
        "processes": counts.processes,
        "programs": counts.programs,
        "messages to the workers": counts.messages_by("tests"),
        "messages from the workers": counts.messages_by("worker"),
        "to the workers, bytes": counts.bytes_by("tests"),
        "from the workers, bytes": counts.bytes_by("worker"),
        "between grader and suite, bytes": counts.bytes_by("host") + counts.bytes_by("suite"),
        "files opened": counts.opened("host", "suite", "tests"),
    }


def count_submissions() -> Figures:
    """Count solved submissions in a warm grader."""
    command = [*PROGRAM, "grade", "a1_linear_classifiers", "losses", "perceptron"]
    counts, output = traced.trace(command, environment())
    figures: Figures = {}
    for name, size in _said(output).items():
        figures |= _named(name, {**submission_figures(counts[name]), "report, bytes": size})
    return figures


def count_batch() -> Figures:
    """Count a run of the command line with all outputs on."""
    counts, output = traced.trace([*PROGRAM, "batch", str(SUBMISSIONS)], environment())
    found = counts["batch"]
    figures = {
        "processes": found.processes,
        "programs": found.programs,
        "files opened": found.opened("host", below="/class-"),
        "forced to disk": found.syncs,
        "written, bytes": found.bytes_by("host", below="/class-"),
        **_said(output),
    }
    return _named(f"batch of {SUBMISSIONS}", figures)


def count_imports() -> Figures:
    """Count the modules that are loaded with what users wait for."""
    figures: Figures = {}
    for module in ("utils", "autograder.cli", "autograder.grade", "autograder.session"):
        code = (
            f"import sys; before = set(sys.modules); import {module}; print(len(set(sys.modules) - before))"
        )
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
        figures[f"import {module}: modules"] = int(done.stdout)
    return figures


def count_instructions() -> Figures:
    """Count the instructions of a call, in units of the yardstick."""
    with tempfile.TemporaryDirectory() as folder:
        tool = ["valgrind", "-q", "--tool=cachegrind", "--cache-sim=no"]
        command = [*tool, f"--cachegrind-out-file={folder}/%p", *PROGRAM, "calls", str(REPEATS)]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
        pids = _said(done.stdout)
        totals = {name: _summary(Path(folder) / f"{pid:g}") for name, pid in pids.items()}
    unit = totals["yardstick"] - totals["nothing"]
    return {"a call, instructions": round((totals["call"] - totals["nothing"]) / unit, 3)}


PARTS = {
    "submissions": Part(count_submissions, traced.available, "strace"),
    "batch": Part(count_batch, traced.available, "strace"),
    "imports": Part(count_imports),
    "instructions": Part(count_instructions, lambda: shutil.which("valgrind") is not None, "valgrind"),
}


def grown(record: Mapping[str, float], found: Mapping[str, float]) -> list[str]:
    """Return in words what is more than the record accepts, or not in it."""
    lines = []
    for name, value in found.items():
        share = next((share for end, share in TOLERANCES.items() if name.endswith(end)), 0.0)
        if name not in record:
            lines.append(f"{name}: {value:,g}, of which there is no record")
        elif value > record[name] * (1 + share):
            lines.append(f"{name}: from {record[name]:,.10g} to {value:,.10g}; {share:.0%} more is accepted")
    return lines


def advice(lines: Sequence[str]) -> str:
    """Return what to do about figures that grew."""
    return "\n".join(
        [
            "Grading costs more than it did:",
            *(f"  {line}" for line in lines),
            "If it has to: `python -m benchmarks.counts --write`, and say why in CHANGELOG.md.",
        ]
    )


def read_record() -> Figures:
    """Return the figures that were accepted."""
    record: Figures = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    return record


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, print beside the record, and write it when asked to."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.counts", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them")
    parser.add_argument("--write", action="store_true", help="make what is found the record")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.parts if name not in PARTS]:
        parser.error(f"there is no {' or '.join(unknown)}: choose from {', '.join(PARTS)}")
    record, found = read_record(), Figures()
    counted = set()
    for name in chosen.parts or PARTS:
        part = PARTS[name]
        if part.available():
            found |= part.count()
            counted.add(name)
        else:
            print(f"{name}: not counted, there is no {part.tool} here", file=sys.stderr)
    for name, value in found.items():
        less = "  less than the record" if value < record.get(name, 0) else ""
        print(f"{name:48} {record.get(name, 0):>12,.10g} {value:>12,.10g}{less}")
    if chosen.write:
        kept = record | found if set(PARTS) - counted else found
        RECORD.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        return 0
    lines = grown(record, found)
    if lines:
        print(advice(lines), file=sys.stderr)
    return 1 if lines else 0


def _named(name: str, figures: Mapping[str, float]) -> Figures:
    return {f"{name}: {figure}": value for figure, value in figures.items()}


def _said(output: str) -> Figures:
    said: Figures = json.loads(output.splitlines()[-1])
    return said


def _summary(path: Path) -> int:
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("summary"))
    return int(line.split()[1])


def environment() -> dict[str, str]:
    """Return an environment in which nothing depends on chance, on cores, or on where this is run."""
    fixed = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1") | {
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, **fixed, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}


if __name__ == "__main__":
    sys.exit(main())
