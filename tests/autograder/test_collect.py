"""Submissions are collected from git repositories, honest and hostile ones; nothing of theirs is run."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from autograder import repository
from autograder.collect import collect, deadline, read_list
from autograder.errors import UsageError
from autograder.repository import checked_url, shown_url
from autograder.sources import find_sources

EARLY, LATE = "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"
NAMES = {f"GIT_{who}_{what}": "t@t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder, *words, date=EARLY, data=None):
    environment = {
        **os.environ,
        **NAMES,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_DATE": date,
    }
    done = subprocess.run(["git", *words], cwd=folder, env=environment, capture_output=True, input=data)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


@pytest.fixture
def remote(tmp_path):
    """Make a bare repository of commits; each is a date and files."""

    def make(name, *commits):
        work, bare = tmp_path / "work" / name, tmp_path / "remotes" / f"{name}.git"
        work.mkdir(parents=True, exist_ok=True)
        if not (work / ".git").exists():
            git(work, "init", "-q", "-b", "main")
        for date, files in commits:
            for path, text in files.items():
                (work / path).parent.mkdir(parents=True, exist_ok=True)
                (work / path).write_text(text)
            git(work, "add", "-A", date=date)
            git(work, "commit", "-q", "--allow-empty", "-m", "work", date=date)
        git(work, "clone", "-q", "--bare", str(work), str(bare)) if not bare.exists() else git(
            work, "push", "-q", str(bare), "main"
        )
        return f"file://{bare}"

    return make


@pytest.fixture
def run(tmp_path, mini_course):
    """Collect lines of a list; return the exit code and what was said."""

    def collected(*lines, before=""):
        listed = tmp_path / "list.csv"
        listed.write_text("\n".join(["student,repository,assignment", *lines]) + "\n")
        screen = Console(file=io.StringIO(), width=500)
        code = collect(listed, tmp_path / "submitted", mini_course, before, screen)
        return code, screen.file.getvalue()

    return collected


def files(tmp_path):
    root = tmp_path / "submitted"
    return {
        str(path.relative_to(root)): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


BASICS = {"mini/basics.ipynb": "notebook", "README.md": "mine", "mini/extra.py": "import os"}


def test_notebooks_and_the_date_are_laid_out_for_grading(tmp_path, remote, run, mini_course):
    code, said = run(f"ada,{remote('ada', (EARLY, BASICS))},")
    assert code == 0
    assert "[1/1] ada: 1 notebook of mini, 2026-03-01 10:00 UTC" in said
    assert files(tmp_path) == {
        "ada/mini/basics.ipynb": "notebook",
        "ada/mini/timestamp.txt": "2026-03-01 10:00:00 UTC\n",
    }
    found = find_sources([tmp_path / "submitted"], mini_course)
    assert [(source.student, source.assignment, list(source.files)) for source in found.sources] == [
        ("ada", "mini", ["basics"])
    ]
    assert found.ignored == ()


def test_an_assignment_may_be_named_for_a_repository_without_its_folder(tmp_path, remote, run):
    url = remote("bob", (EARLY, {"basics (1).ipynb": "his"}))
    assert run(f"bob,{url},mini")[0] == 0
    assert files(tmp_path)["bob/mini/basics.ipynb"] == "his"


@pytest.mark.parametrize(
    ("before", "text"),
    [("", "new"), ("2026-03-01", "old"), ("2026-03-02T10:59+01:00", "old"), ("2026-03-02T10:00", "new")],
)
def test_the_last_commit_before_a_deadline_counts(tmp_path, remote, run, before, text):
    url = remote("ada", (EARLY, {"mini/basics.ipynb": "old"}), (LATE, {"mini/basics.ipynb": "new"}))
    assert run(f"ada,{url},", before=before)[0] == 0
    assert files(tmp_path)["ada/mini/basics.ipynb"] == text


def test_a_deadline_many_commits_back_is_found_by_fetching_deeper(tmp_path, remote, run):
    late = [(LATE, {"mini/basics.ipynb": f"late {number}"}) for number in range(60)]
    url = remote("ada", (EARLY, {"mini/basics.ipynb": "in time"}), *late)
    assert run(f"ada,{url},", before="2026-03-01")[0] == 0
    assert files(tmp_path)["ada/mini/basics.ipynb"] == "in time"


def test_work_that_was_merged_after_the_deadline_does_not_count(tmp_path, remote, run):
    remote("ada", (EARLY, {"mini/basics.ipynb": "in time"}))
    work = tmp_path / "work" / "ada"
    git(work, "checkout", "-q", "-b", "side")
    (work / "mini" / "basics.ipynb").write_text("side")
    git(work, "commit", "-qam", "side", date="2026-03-01T11:00:00Z")
    git(work, "checkout", "-q", "main")
    git(work, "merge", "-q", "--no-ff", "-m", "merge", "side", date=LATE)
    assert run(f"ada,{remote('ada')},", before="2026-03-01")[0] == 0
    assert files(tmp_path)["ada/mini/basics.ipynb"] == "in time"


def test_one_that_fails_does_not_stop_the_others(tmp_path, remote, run):
    good = remote("cleo", (EARLY, BASICS))
    (tmp_path / "remotes" / "empty.git").mkdir(parents=True)
    git(tmp_path / "remotes" / "empty.git", "init", "-q", "--bare")
    code, said = run(
        f"ada,file://{tmp_path}/remotes/none.git,",
        f"bob,file://{tmp_path}/remotes/empty.git,",
        f"cleo,{good},",
        f"dora,{remote('dora', (EARLY, {'notes.md': 'nothing'}))},",
        f"eve,{remote('eve', (LATE, BASICS))},",
        before="2026-03-01",
    )
    assert code == 1
    assert list(files(tmp_path)) == ["cleo/mini/basics.ipynb", "cleo/mini/timestamp.txt"]
    for part in (
        "cannot be fetched",
        "holds no commit",
        "holds no notebook of the course",
        "holds no commit until 2026-03-01 23:59 UTC",
        "1 of 5 repositories are in",
        "Not: ada, bob, dora, eve.",
    ):
        assert part in said


def test_what_has_not_changed_is_not_fetched_again(tmp_path, remote, run, monkeypatch):
    url = remote("ada", (EARLY, BASICS))
    run(f"ada,{url},")
    before = (tmp_path / "submitted" / "ada" / "mini").stat().st_mtime_ns
    fetched = []
    whole = repository.Repository.last_commit
    monkeypatch.setattr(
        repository.Repository, "last_commit", lambda *words: fetched.append(1) or whole(*words)
    )
    assert "[1/1] ada: as before" in run(f"ada,{url},")[1]
    assert fetched == []
    assert (tmp_path / "submitted" / "ada" / "mini").stat().st_mtime_ns == before
    remote("ada", (LATE, {"mini/basics.ipynb": "more"}))
    assert run(f"ada,{url},")[0] == 0
    assert fetched == [1]
    assert files(tmp_path)["ada/mini/basics.ipynb"] == "more"
    run(f"ada,{url},", before="2026-03-01")
    assert files(tmp_path)["ada/mini/basics.ipynb"] == "notebook"


def test_a_folder_somebody_took_away_is_collected_again(tmp_path, remote, run):
    url = remote("ada", (EARLY, BASICS))
    run(f"ada,{url},")
    (tmp_path / "submitted" / "ada" / "mini" / "basics.ipynb").unlink()
    (tmp_path / "submitted" / "ada" / "mini" / "timestamp.txt").unlink()
    (tmp_path / "submitted" / "ada" / "mini").rmdir()
    assert run(f"ada,{url},")[0] == 0
    assert files(tmp_path)["ada/mini/basics.ipynb"] == "notebook"


def test_work_that_was_not_collected_is_never_replaced(tmp_path, remote, run):
    mine = tmp_path / "submitted" / "ada" / "mini" / "basics.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("by hand")
    code, said = run(f"ada,{remote('ada', (EARLY, BASICS))},")
    assert code == 1
    assert "which was not collected: move it away first" in said
    assert mine.read_text() == "by hand"


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(tmp_path, remote, mini_course):
    lines = [f"s{number},{remote(f's{number}', (EARLY, BASICS))}," for number in range(4)]
    listed = tmp_path / "list.csv"
    listed.write_text("\n".join(["student,repository,assignment", *lines]) + "\n")
    command = [sys.executable, "-m", "autograder", "collect", str(listed), "-o", str(tmp_path / "submitted")]

    def start():
        return subprocess.Popen(command, cwd=mini_course.root, stderr=subprocess.PIPE, start_new_session=True)

    for patience in (0.4, 0.7, 0.9, 1.1):
        process = start()
        time.sleep(patience)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for notebook in (tmp_path / "submitted").glob("*/mini/basics.ipynb"):
            assert notebook.read_text() == "notebook"
            assert notebook.with_name("timestamp.txt").exists()
    process = start()
    said = process.communicate()[1].decode()
    assert process.returncode == 0, said
    assert len(files(tmp_path)) == 8
    assert not list((tmp_path / "submitted").rglob("*.part"))


def test_a_hostile_repository_leaves_notebooks_or_nothing(tmp_path, remote, run, monkeypatch):
    """Hooks, a filter that this machine has (as for LFS), links, a submodule: the notebook arrives alone."""
    url = remote(
        "eve", (EARLY, {**BASICS, ".gitattributes": "*.ipynb filter=evil\n", "hooks/post-checkout": "#"})
    )
    work, bare = tmp_path / "work" / "eve", tmp_path / "remotes" / "eve.git"
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (work / "mini" / "link.ipynb").symlink_to(secret)
    (work / "out").symlink_to("/etc")
    git(work, "add", "-A")
    sub = git(work, "rev-parse", "HEAD")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{sub},sub")
    modules = f'[submodule "sub"]\n\tpath = sub\n\turl = file://{tmp_path}/remotes/eve.git\n'
    (work / ".gitmodules").write_text(modules)
    git(work, "add", ".gitmodules")
    git(work, "commit", "-qm", "evil")
    git(work, "push", "-q", str(bare), "main")
    for name in ("post-checkout", "post-merge", "reference-transaction", "post-update", "pre-auto-gc"):
        hook = bare / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(stat.S_IRWXU)
    settings = {"filter.evil.smudge": f"touch {tmp_path}/ran", "core.hooksPath": str(bare / "hooks")}
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(settings)))
    for number, (key, value) in enumerate(settings.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    code, said = run(f"eve,{url},")
    assert code == 0
    assert list(files(tmp_path)) == ["eve/mini/basics.ipynb", "eve/mini/timestamp.txt"]
    assert "mini/link.ipynb is a symbolic link: left out" in said
    assert "sub is a submodule, which is not followed: left out" in said
    assert not (tmp_path / "ran").exists()
    assert not any(path.is_symlink() for path in (tmp_path / "submitted").rglob("*"))


def test_a_notebook_that_is_too_large_is_left_out_and_named(tmp_path, remote, run, mini_course):
    (mini_course.root / "pyproject.toml").write_text("[tool.autograder]\nnotebook_bytes = 1000\n")
    url = remote("ada", (EARLY, {"mini/basics.ipynb": "x" * 2000}))
    code, said = run(f"ada,{url},")
    assert code == 1
    assert "mini/basics.ipynb is larger than" in said
    assert files(tmp_path) == {}


def test_a_listing_without_end_stops(tmp_path, remote, run):
    """Ten trees, each of which holds the one below ten times: 10,000,000,000 files in a few kilobytes."""
    remote("eve", (EARLY, {"seed": ""}))
    work, bare = tmp_path / "work" / "eve", tmp_path / "remotes" / "eve.git"
    blob = git(work, "hash-object", "-w", "--stdin", data=b"{}")
    tree = git(work, "mktree", data="".join(f"100644 blob {blob}\tf{i}.ipynb\n" for i in range(10)).encode())
    for _ in range(9):
        tree = git(work, "mktree", data="".join(f"040000 tree {tree}\td{i}\n" for i in range(10)).encode())
    commit = git(work, "commit-tree", "-m", "bomb", tree)
    git(work, "update-ref", "refs/heads/main", commit)
    git(work, "push", "-qf", str(bare), "main")
    begun = time.monotonic()
    code, said = run(f"eve,file://{bare},")
    assert code == 1
    assert "is too large, or holds too many files" in said
    assert time.monotonic() - begun < 60


def test_a_pack_without_end_stops(tmp_path, remote, run, monkeypatch):
    monkeypatch.setattr(repository, "FETCHED", 100_000)
    noise = os.urandom(300_000).hex()
    code, said = run(f"eve,{remote('eve', (EARLY, {**BASICS, 'noise': noise}))},")
    assert code == 1
    assert "is too large" in said


def test_a_remote_that_never_answers_is_given_up(tmp_path, remote, run, monkeypatch):
    """A stand-in for ssh that waits; what it started is ended with it."""
    waiting = tmp_path / "ssh"
    waiting.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 600\n")
    waiting.chmod(stat.S_IRWXU)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(waiting))
    monkeypatch.setattr(repository, "PATIENCE", 1)
    code, said = run("eve,ssh://git@example.org/eve.git,")
    assert code == 1
    assert "took longer than 1 s" in said
    pid = int((tmp_path / "pid").read_text())
    state = Path(f"/proc/{pid}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.parametrize(
    "url",
    [
        "--upload-pack=touch ran",
        "-oProxyCommand=touch",
        "ext::sh -c touch% ran",
        "http://example.org/a",
        "git://example.org/a",
        "git@example.org:a",
        "/srv/a.git",
        "ssh://-oProxyCommand=touch/a",
        "ssh://-x@example.org/a",
        "https://example.org/a b",
        "https://example.org/a\x1b[2J",
        "https:example.org",
        "https://[::1",
        "",
    ],
)
def test_addresses_that_are_none_are_refused(url):
    with pytest.raises(UsageError, match=r"is not the address of a repository|begins with a hyphen"):
        checked_url(url)


@pytest.mark.parametrize("url", ["https://x.org/a.git", "ssh://git@x.org:22/a", "file:///srv/a.git"])
def test_addresses_that_are_taken(url):
    assert checked_url(url) == url


def test_passwords_are_not_shown(run):
    assert shown_url("https://me:secret@x.org/a: not found") == "https://***@x.org/a: not found"
    code, said = run("ada,https://me:secret@localhost:1/a,")
    assert code == 1
    assert "secret" not in said


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("name,url\nada,https://x.org/a", "has to name its columns"),
        ("student,repository\n", "lists no repository"),
        ("student,repository\n../ada,https://x.org/a", "line 2: '../ada' cannot be the name of a folder"),
        ("student,repository\nada,-x", "line 2: '-x' is not the address"),
        ("student,repository,assignment\nada,https://x.org/a,other", "There is no assignment 'other'"),
        ("student,repository\nada,https://x.org/a\nada,https://x.org/b", "several lines for 'ada'"),
        (
            "student,repository,assignment\nada,https://x.org/a,\nada,https://x.org/b,mini",
            "several lines for 'ada'",
        ),
        (b"student,repository\n\xff,https://x.org/a", "is not in UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_before_anything_is_fetched(
    tmp_path, mini_course, lines, words
):
    listed = tmp_path / "list.csv"
    listed.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    with pytest.raises(UsageError, match=words):
        read_list(listed, mini_course)


def test_a_list_from_a_spreadsheet_is_read(tmp_path, mini_course):
    listed = tmp_path / "list.csv"
    listed.write_bytes(
        '\ufeffStudent,e-mail,Repository, Assignment\r\n"zoë, b",x,https://x.org/a,mini\r\n,,,\r\n'.encode()
    )
    assert [(one.student, one.assignment) for one in read_list(listed, mini_course)] == [("zoë, b", "mini")]


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "1.3.2026"])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="is no date"):
        deadline(text)


def test_the_receipt_says_what_was_collected(tmp_path, remote, run):
    url = remote("ada", (EARLY, BASICS))
    run(f"ada,{url},")
    receipt = json.loads((tmp_path / "submitted" / "ada" / ".collected.json").read_bytes())
    assert receipt["url"] == url
    assert receipt["commit"] == git(tmp_path / "work" / "ada", "rev-parse", "HEAD")
    assert receipt["folders"] == ["mini"]
