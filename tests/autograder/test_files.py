"""A file is there as a whole, or not at all."""

import os

import pytest

from autograder.files import write_atomic


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "ada.json"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["ada.json"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_it_fails_the_old_file_stands_and_nothing_is_left(tmp_path, monkeypatch, step):
    path = tmp_path / "ada.json"
    path.write_bytes(b"old")

    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["ada.json"]


def test_a_link_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "victim").write_bytes(b"precious")
    (tmp_path / "ada.json").symlink_to("victim")
    write_atomic(tmp_path / "ada.json", b"report")
    assert (tmp_path / "victim").read_bytes() == b"precious"
    assert (tmp_path / "ada.json").read_bytes() == b"report"


def test_a_new_file_has_ordinary_permissions(tmp_path):
    write_atomic(tmp_path / "ada.json", b"")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "ada.json").stat().st_mode & 0o777 == 0o666 & ~mask
