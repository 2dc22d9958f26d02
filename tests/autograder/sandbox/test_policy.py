"""What is granted by default, and the refusal to grant anything hidden."""

import os
import sys
from pathlib import Path

import pytest

from autograder.errors import ConfinementError
from autograder.sandbox import default_read_paths, refuse_hidden, refuse_readable


@pytest.fixture
def tree(tmp_path):
    """Folders granted/inner and secret/suite, and links to them."""
    for folder in ("granted/inner", "secret/suite", "granted-too"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "to-granted").symlink_to("granted")
    (tmp_path / "to-inner").symlink_to("granted/inner")
    (tmp_path / "to-all").symlink_to(".")
    (tmp_path / "granted/to-secret").symlink_to("../secret")
    return tmp_path


REFUSED = [
    ("granted", "granted"),
    ("granted", "granted/inner"),
    ("granted", "granted/not/yet/there"),
    ("granted", "to-inner"),
    ("granted", "to-granted/inner/x"),
    ("granted", "granted/to-secret"),
    ("granted", "granted/inner/../inner"),
    ("to-granted", "granted/inner"),
    ("to-all", "secret/suite"),
    (".", "secret"),
    ("granted/to-secret", "secret/suite"),
    ("granted/inner/..", "granted/inner"),
]


@pytest.mark.parametrize(("read", "hidden"), REFUSED)
def test_hidden_within_granted_is_refused(tree, read, hidden):
    with pytest.raises(ConfinementError, match="must stay hidden"):
        refuse_hidden([str(tree / "granted-too"), str(tree / read)], [str(tree / hidden)])


ACCEPTED = [
    ("granted", "secret"),
    ("granted", "granted-too"),
    ("granted-too", "granted"),
    ("granted/inner", "granted"),
    ("missing", "secret"),
    ("granted/inner", "to-granted"),
]


@pytest.mark.parametrize(("read", "hidden"), ACCEPTED)
def test_hidden_elsewhere_is_accepted(tree, read, hidden):
    refuse_hidden([str(tree / read)], [str(tree / hidden)])


def test_relative_paths_count_from_here(tree, monkeypatch):
    monkeypatch.chdir(tree / "granted")
    with pytest.raises(ConfinementError):
        refuse_hidden([str(tree / "granted")], ["inner"])


def test_every_hidden_path_is_looked_at(tree):
    with pytest.raises(ConfinementError, match="inner"):
        refuse_hidden([str(tree / "granted")], [str(tree / "secret"), str(tree / "granted/inner")])


def test_readable_hidden_folder_is_refused_without_landlock(tmp_path):
    tmp_path.chmod(0o755)
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o755)
    closed_above = any(place.stat().st_mode & 0o077 == 0 for place in hidden.parents)
    if not closed_above:
        with pytest.raises(ConfinementError, match="chmod go-rwx"):
            refuse_readable([str(hidden)], 64000)
    hidden.chmod(0o700)
    refuse_readable([str(hidden / "suite.py")], 64000)


def test_folder_of_the_same_uid_is_not_closed_to_it(tmp_path):
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    with pytest.raises(ConfinementError):
        refuse_readable([str(hidden)], os.getuid())


def test_default_paths_hold_python_and_its_libraries():
    granted = default_read_paths()
    needed = (os.__file__, pytest.__file__, "/dev/null", "/dev/urandom")
    for path in needed:
        assert any(Path(os.path.realpath(path)).is_relative_to(outer) for outer in granted), path


@pytest.mark.parametrize(
    "path", ["/", "/etc", "/etc/passwd", "/proc", "/tmp", "/home", "/usr", "/usr/src", "/dev"]
)
def test_default_paths_hold_nothing_else(path):
    assert not any(Path(path).is_relative_to(outer) for outer in default_read_paths())


def test_default_paths_leave_the_project_out(request):
    refuse_hidden(default_read_paths(), [str(request.config.rootpath / "autograder" / "suites")])


def test_extra_paths_are_real_and_outermost(tree):
    granted = default_read_paths(str(tree / "to-granted"), str(tree / "granted/inner"), str(tree / "missing"))
    ours = [path for path in granted if path.startswith(str(tree))]
    assert ours == [str(tree / "granted")]
    assert sys.prefix not in granted
