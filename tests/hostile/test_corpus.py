"""The corpus itself: it is large, it covers every threat, and what it looks for can be found."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

AT_LEAST = 100


def test_the_corpus_covers_every_threat(rig: Any) -> None:
    rows = [*rig("corpus").read_rows(), *rig("breakages").BREAKAGES]
    covered = {phrase for row in rows for phrase in row.covers}
    assert len(rows) >= AT_LEAST
    assert covered == set(rig("phrases").PHRASES)


def test_no_row_is_there_twice(rig: Any) -> None:
    names = [row.name for row in [*rig("corpus").read_rows(), *rig("breakages").BREAKAGES]]
    assert len(names) == len(set(names))


def test_honest_code_gets_all_points_and_wrong_points_are_seen(arena: Any) -> None:
    """The measure of all rows: full marks for the reference, and a complaint for each point too many."""
    assert sum(arena.full.values()) == 14
    report = arena.grade(arena.notebook(list(arena.honest.values())))
    assert arena.wrong_points(report, tuple(arena.full), ()) == []
    assert len(arena.wrong_points(report, (), ())) == len(arena.full)


def test_what_may_not_leave_is_seen(arena: Any, rig: Any) -> None:
    """A canary in a report is found in every form the report takes."""
    leaking = f"def twice(x):\n    raise ValueError({rig('world').canary('suite')!r})"
    found = rig("arena").unfit(arena.grade(arena.notebook([leaking])))
    assert {problem.split(":")[0] for problem in found} >= {
        "the report's JSON",
        "terminal, submission, 80 wide",
        "terminal, class, 200 wide",
    }


def test_without_confinement_the_attack_finds_something(
    control: Any, arena: Any, rig: Any, tmp_path: Path
) -> None:
    """The control of every row that looks for something and finds nothing."""
    planted = rig("world").canary("environment")
    parent = subprocess.Popen(
        [sys.executable, "-c", "input()", planted],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PLANTED": planted},
    )
    hidden = os.open(arena.world.hidden[0], os.O_RDONLY)
    try:
        cells = tmp_path / "cells.json"
        cells.write_text(json.dumps(control.sources({}, arena.world.prelude([parent.pid]))))
        done = subprocess.run(
            [sys.executable, "-s", str(Path(__file__).with_name("rig") / "control.py"), str(cells), planted],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            pass_fds=[hidden],
            env={**os.environ, "PLANTED": planted},
        )
    finally:
        os.close(hidden)
        parent.communicate(b"\n", timeout=10)
    assert f"found: {rig('world').STEM}-" in done.stdout, done.stderr


def test_shared_memory_left_behind_is_seen_and_that_of_others_is_not(rig: Any) -> None:
    """The measure of the class test: an unused name counts, one that another process has mapped does not."""
    name = f"autograder-hostile-{os.getpid()}"
    path = Path("/dev/shm") / name
    hold = (
        "import mmap, sys; f = open(sys.argv[1], 'r+b'); m = mmap.mmap(f.fileno(), 0); print(1, flush=True)"
    )
    path.write_bytes(b"left")
    try:
        assert name in rig("watch").shared_memory_of([os.getpid()])
        command = [sys.executable, "-c", f"{hold}; input()", str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"1\n"
            assert name in rig("watch").shared_memory_of([os.getpid()])  # ours, since it is below us
            assert name not in rig("watch").shared_memory_of([other.pid + 2**22])  # somebody else's
            other.communicate(b"\n", timeout=10)
    finally:
        path.unlink()
