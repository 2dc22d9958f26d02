"""Every attack of the corpus: nothing gained, nothing learned, nothing lost."""

import os
import time
from typing import Any

from autograder.report import to_json

MEMORY = 512 * 2**20  # a process of the grader's: Python, numpy, a reply and what is made of it


def test_an_attack_gains_nothing_learns_nothing_and_harms_nobody(row: Any, arena: Any, rig: Any) -> None:
    before = arena.state()
    held = {os.getpid(): rig("watch").resident(os.getpid())}  # by this process, of the tests before
    start = time.monotonic()
    with rig("watch").Watch(arena.pids) as watch:
        report = arena.grade(arena.notebook(row.sources(arena.honest, arena.world.prelude(arena.pids))))
    took = time.monotonic() - start
    said = to_json(report).decode()
    problems = [*arena.wrong_points(report, row.keeps, row.may), *rig("arena").unfit(report)]
    problems += [f"{text!r} is not in the report" for text in row.seen if text not in said]
    if arena.grade_neighbour() != arena.neighbour:
        problems.append("the neighbour's report is another")
    problems += [f"worker {pid} is left" for pid in arena.workers()]
    after = arena.state()
    problems += [f"{what} changed" for what in before if before[what] != after[what]]
    if took > row.seconds:
        problems.append(f"took {took:.1f} s")
    problems += [
        f"a process of the grader's grew to {size / 2**20:.0f} MiB"
        for pid, size in watch.peaks().items()
        if size > MEMORY + held.get(pid, 0)
    ]
    assert problems == [], "\n".join([*problems, *report.warnings, said[-1500:]])
