"""A real PostgreSQL server, started here: the same rows there as in SQLite."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from autograder.errors import UsageError
from autograder.gradebook import GradebookWriter

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gradebook")]
QUIET = "-c listen_addresses='' -c fsync=off -c full_page_writes=off"


def program(name):
    """Return where a program of PostgreSQL is; distributions keep them out of PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(beside[-1]) if beside else "")
    if not found:
        missing = f"PostgreSQL ({name}) is not installed"
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def owner():
    """Return the user who may run a server: it refuses root."""
    me = pwd.getpwuid(os.getuid())
    if me.pw_uid:
        return me
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


@pytest.fixture(scope="module")
def server():
    """Run a server that only a socket in its folder leads to; give that folder."""
    initdb, pg_ctl, user = program("initdb"), program("pg_ctl"), owner()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path has 107 bytes
    os.chown(folder, user.pw_uid, user.pw_gid)

    def run(*command):
        account = {} if os.getuid() else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with (folder / "said").open("ab") as said:
            done = subprocess.run(command, cwd=folder, stdout=said, stderr=said, **account)
        assert done.returncode == 0, (folder / "said").read_text()

    try:
        data = str(folder / "data")
        run(initdb, "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {QUIET}", "start")
        try:
            yield folder
        finally:
            run(pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def database(server):
    """Make an empty database; give its address."""
    with psycopg.connect(f"host={server} user=grader dbname=postgres", autocommit=True) as connection:
        connection.execute("create database course")
    return f"postgresql+psycopg://grader@/course?host={server}"


def write(url, class_, gradebook, rig):
    """Grade the class twice, with what a person enters in between."""
    for _ in range(2):
        with GradebookWriter(url, class_.course, ["mini"]) as writer:
            with gradebook(url) as book:
                book.update_or_create_assignment("mini", duedate=rig("marks").DUE)
            for report, facts in class_.results.values():
                writer.add(report, facts)
        with gradebook(url) as book:
            rig("marks").mark(book)


def test_the_same_rows_as_sqlite_and_nbgrader_reads_them(
    database, graded_class, gradebook, rig, rows, tmp_path
):
    lite = f"sqlite:///{tmp_path}/gradebook.db"
    shutil.copy(graded_class.course.root / "released.db", tmp_path / "gradebook.db")
    for url in (database, lite):
        write(url, graded_class, gradebook, rig)
    there, here = rows(database), rows(lite)
    # An assignment of no course, as nbgrader makes it, cannot be had here; an interval looks different.
    courses = [found.pop("assignment")[0][2] for found in (there, here)]
    extensions = [[row[2] for row in found.pop("submission")] for found in (there, here)]
    assert there == here
    assert courses == ["default_course", ""]
    assert [sum(one is not None for one in column) for column in extensions] == [1, 1]
    assert sum(row[3] is not None for row in here["submitted notebook"]) > 1  # penalties
    with gradebook(database) as book:
        found = {one["student"]: one["score"] for one in book.submission_dicts("mini")}
    assert found["ada"] == 7.0
    assert len(found) == len(graded_class.results)


def test_a_server_that_is_not_there(released_course, tmp_path):
    url = f"postgresql+psycopg://grader:hidden@/nothing?host={tmp_path}"
    writer = GradebookWriter(url, released_course, ["mini"])
    with pytest.raises(UsageError, match="cannot be used") as caught:
        writer.__enter__()
    assert "hidden" not in str(caught.value)
