"""Grading on a Dask cluster: a real scheduler, two real workers, and what happens when they are killed."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

from autograder.batch import grade_all
from autograder.cluster import Cluster, SchedulerLost
from autograder.errors import UsageError
from autograder.pool import Job, close_graders
from autograder.sources import find_sources

pytestmark = [pytest.mark.xdist_group("dask"), pytest.mark.slow]
STUDENTS = 12


@pytest.fixture(scope="module")
def cluster(cluster_address):
    with Cluster(cluster_address) as it:
        yield it


@pytest.fixture
def sources(mini_course, tmp_path, make_notebook, mini_sources):
    """A class in which everyone gets something else wrong."""
    for number in range(STUDENTS):
        path = tmp_path / "submitted" / f"s{number:02}" / "mini" / "basics.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(make_notebook([f"def twice(x):\n    return {number % 4} * x", mini_sources[1]]))
    return find_sources([tmp_path / "submitted"], mini_course).sources


@pytest.fixture
def grade(mini_course, fast, sources, tmp_path):
    """Grade the class into a folder, on a cluster or in this process."""

    def run(name, cluster=None, on_done=lambda row: None):
        output = tmp_path / name
        job = Job(mini_course, fast, earlier=output)
        pools = cluster.executor if cluster else None
        try:
            return grade_all(sources, job, 2 * cluster.threads if cluster else 1, output, on_done, pools)
        finally:
            close_graders()

    return run


def reports(folder):
    return {path.name: path.read_bytes() for path in (folder / "mini").glob("[!.]*")}


def test_a_cluster_writes_what_one_process_writes(cluster, grade, tmp_path):
    summary = grade("far", cluster)
    grade("near")
    assert len(summary.rows) == STUDENTS
    assert summary.exit_code == 0
    assert reports(tmp_path / "far") == reports(tmp_path / "near")


def test_workers_that_are_killed_cost_nothing(cluster, grade, tmp_path, dask):
    grade("near")
    killed = []

    def kill(row):
        if len(killed) < 3:
            # Of one that was killed just now there is an error instead, until the cluster has noticed.
            answers = cluster._client.run(os.getpid, on_error="return").values()
            pid = next(answer for answer in answers if isinstance(answer, int))
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    summary = grade("far", cluster, kill)
    assert len(set(killed)) == 3
    assert summary.exit_code == 0
    assert reports(tmp_path / "far") == reports(tmp_path / "near")
    dask.until(lambda: cluster.threads == 2)


def clerks():
    """The grading processes of all workers."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if is_clerk(pid)]


def is_clerk(pid):
    with contextlib.suppress(OSError):
        return b"autograder.clerk" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def test_a_clerk_that_is_killed_is_replaced(cluster, grade, tmp_path):
    grade("near")
    killed = []

    def kill(row):
        if not killed:
            killed.extend(clerks())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    summary = grade("far", cluster, kill)
    assert killed
    assert summary.exit_code == 0
    assert reports(tmp_path / "far") == reports(tmp_path / "near")


def test_a_scheduler_that_is_killed_ends_the_run_and_the_next_goes_on(grade, tmp_path, dask):
    grade("near")
    with dask.scheduler(tmp_path) as (address, process), dask.workers(address), Cluster(address) as cluster:

        def kill(row):
            os.killpg(process.pid, signal.SIGKILL)

        with pytest.raises(SchedulerLost, match="What was graded is kept"):
            grade("far", cluster, kill)
    assert 1 <= len(list((tmp_path / "far" / "mini").glob("*.json"))) < STUDENTS
    grade("far")
    assert reports(tmp_path / "far") == reports(tmp_path / "near")


def test_a_scheduler_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr("autograder.cluster.SECONDS", 1)
    with pytest.raises(UsageError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1 "):
        Cluster("tcp://127.0.0.1:1").__enter__()
    with pytest.raises(UsageError, match="No Dask scheduler answers at nonsense"):
        Cluster("nonsense://").__enter__()


def test_a_cluster_without_workers_is_said(tmp_path, dask):
    with dask.scheduler(tmp_path) as (address, _), pytest.raises(UsageError, match=f"dask worker {address}"):
        Cluster(address).__enter__()
