"""Whatever is killed, and whenever: started again, a run ends as if nothing had been.

The parent, a grading process, a suite, a worker server, a clerk and a Dask worker are killed in turn at
random moments: three here and three on a cluster, and in full ten. `KILLS=100` does it a hundred times.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from autograder.course import find_course

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dask")]
REPOSITORY = find_course(Path(__file__).parent).root
KILLS = int(os.environ.get("KILLS", "6"))
MANY = 20
STUDENTS = 12
HERE = ("parent", "multiprocessing.spawn", "autograder.session", "parent", "autograder.server")
THERE = ("parent", "nanny", "autograder.clerk")


@pytest.fixture
def course(released_course, rig, tmp_path):
    """A class in which nobody is like the others, and the gradebook as it is before grading."""
    papers = rig("papers")
    root = tmp_path / "course"
    shutil.copytree(
        released_course.root, root, ignore=shutil.ignore_patterns("*.db", "submitted*", "auto*_*")
    )
    shutil.copy(released_course.root / "released.db", root / "released.db")
    for number in range(STUDENTS):
        folder = root / "submitted" / f"s{number:02}" / "mini"
        folder.mkdir(parents=True)
        for factor, name in enumerate(papers.EXPRESSIONS):
            sheet = papers.Sheet(root, name).fill(f"{number % 5} * x / {factor + 1}")
            (folder / f"{name}.ipynb").write_bytes(sheet.bytes())
    return root


@pytest.fixture
def start(course):
    """Start the command, on this machine or on a cluster."""
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))

    def run(*options):
        command = [sys.executable, "-m", "autograder", "grade", "submitted", "--gradebook", "--jobs", "2"]
        return subprocess.Popen(
            [*command, *options],
            cwd=course,
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


@pytest.fixture
def fresh(course):
    """Forget all grading."""

    def clear():
        for made in ("reports", "autograded"):
            shutil.rmtree(course / made, ignore_errors=True)
        shutil.copy(course / "released.db", course / "gradebook.db")

    return clear


@pytest.fixture
def left(course, rows):
    """What a run left behind: database, reports, tables, pages, graded notebooks."""

    def read():
        files = [path for made in ("reports", "autograded") for path in sorted((course / made).rglob("*"))]
        content = {
            str(path.relative_to(course)): path.read_bytes()
            for path in files
            if path.is_file() and path.name != ".lock"
        }
        return rows(f"sqlite:///{course}/gradebook.db"), content

    return read


def below(pid):
    """The processes started by a process, and by those."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found, new = set(), {pid}
    while new := {child for child, parent in parents.items() if parent in new}:
        found |= new
    return found


def named(pids, word):
    """Those of some processes whose command line holds a word."""
    found = []
    for pid in pids:
        with contextlib.suppress(OSError):
            if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return sorted(found)


def strike(run, victim, rng, workers):
    """Kill the victim, if it is there; return whether it was."""
    if victim == "parent":
        ours = below(run.pid)
        run.kill()
        run.wait()
        wait_for_the_end(ours)
        return True
    pids = workers() if victim == "nanny" else named(below(run.pid), victim)
    if victim == "autograder.clerk":
        pids = named((pid for worker in workers() for pid in below(worker)), victim)
    if not pids or run.poll() is not None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(rng.choice(pids), signal.SIGKILL)
    return True


def wait_for_the_end(pids):
    end = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() and not is_dead(pid) for pid in pids):
        assert time.monotonic() < end, "processes outlive their parent"
        time.sleep(0.02)


def is_dead(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def differences(found, wanted):
    """The tables and files in which two states differ."""
    return [
        (key, mine.get(key), other.get(key))
        for mine, other in zip(found, wanted, strict=True)
        for key in sorted(mine.keys() | other.keys())
        if mine.get(key) != other.get(key)
    ]


@pytest.mark.parametrize("kills", [KILLS, pytest.param(MANY, marks=pytest.mark.full)])
@pytest.mark.parametrize("far", [False, True], ids=["here", "cluster"])
def test_a_run_that_is_killed_and_started_again_ends_like_any_other(far, kills, request, start, fresh, left):
    address = request.getfixturevalue("cluster_address") if far else ""
    options = ["--scheduler", address] if far else []
    victims = THERE if far else HERE
    rng = random.Random(f"{far} {kills}")
    fresh()
    begun = time.monotonic()
    whole = start()
    _, said = whole.communicate()
    assert whole.returncode == 0, said
    longest = time.monotonic() - begun  # of a run: most kills come before its end
    undisturbed = left()

    def workers():
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            return list(client.run(os.getpid).values())

    struck, turns = [], 0
    while len(struck) < kills // 2:
        fresh()
        code = None
        while code != 0:
            run = start(*options)
            victim = victims[turns % len(victims)]
            turns += 1
            moment = time.monotonic() + rng.uniform(0.2, longest)
            while run.poll() is None and time.monotonic() < moment:
                time.sleep(0.01)
            if run.poll() is None and len(struck) < kills // 2 and strike(run, victim, rng, workers):
                struck.append(victim)
            _, said = run.communicate()
            code = run.returncode
            assert code in (0, 3, -signal.SIGKILL), said
        assert differences(left(), undisturbed) == [], f"after {struck}"
    print(f"killed {len(struck)} times in {turns} runs:", Counter(struck))
