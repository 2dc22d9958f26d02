"""Reading what students made: links, pipes, bombs."""

import os
import socket
import struct
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from autograder.errors import InfrastructureError, NotebookError, UsageError
from autograder.intake import Location, list_folder, list_zip, read_file

LIMIT = 1000


def at(root: Path, path: str, member: str = "") -> Location:
    return Location(root, PurePosixPath(path), member)


def make_zip(path: Path, members: dict[str, bytes], **options) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_regular_file_is_read_up_to_the_limit(tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "x.ipynb").write_bytes(b"x" * LIMIT)
    assert read_file(at(tmp_path, "ada/x.ipynb"), LIMIT) == b"x" * LIMIT


def test_one_byte_too_many_is_refused(tmp_path):
    (tmp_path / "x.ipynb").write_bytes(b"x" * (LIMIT + 1))
    with pytest.raises(NotebookError, match="larger than"):
        read_file(at(tmp_path, "x.ipynb"), LIMIT)


def test_a_sparse_terabyte_costs_nothing(tmp_path):
    with open(tmp_path / "x.ipynb", "wb") as file:
        file.truncate(2**40)
    with pytest.raises(NotebookError, match="larger than"):
        read_file(at(tmp_path, "x.ipynb"), LIMIT)


def test_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "x.ipynb")
    with pytest.raises(NotebookError, match="not a regular file"):
        read_file(at(tmp_path, "x.ipynb"), LIMIT)


def test_a_socket_is_not_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path is at most 107 bytes long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("x.ipynb")
        with pytest.raises(NotebookError, match="not a regular file"):
            read_file(at(tmp_path, "x.ipynb"), LIMIT)


def test_a_folder_is_not_a_file(tmp_path):
    (tmp_path / "x.ipynb").mkdir()
    with pytest.raises(NotebookError, match="is a folder"):
        read_file(at(tmp_path, "x.ipynb"), LIMIT)


@pytest.mark.parametrize("path", ["link.ipynb", "folder/secret.ipynb", "dangling.ipynb", "zero.ipynb"])
def test_no_link_is_followed(tmp_path, path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.ipynb").write_text("secret")
    root = tmp_path / "submitted"
    root.mkdir()
    (root / "link.ipynb").symlink_to("../elsewhere/secret.ipynb")
    (root / "folder").symlink_to("../elsewhere")
    (root / "dangling.ipynb").symlink_to("nowhere")
    (root / "zero.ipynb").symlink_to("/dev/zero")
    with pytest.raises(NotebookError, match="symbolic link"):
        read_file(at(root, path), LIMIT)


def test_the_folder_that_was_named_may_be_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "x.ipynb").write_text("mine")
    (tmp_path / "submitted").symlink_to("disk")
    assert read_file(at(tmp_path / "submitted", "x.ipynb"), LIMIT) == b"mine"


def test_a_file_that_vanished_is_not_the_students_fault(tmp_path):
    with pytest.raises(InfrastructureError, match="No such file"):
        read_file(at(tmp_path, "x.ipynb"), LIMIT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_we_may_not_read_is_not_the_students_fault(tmp_path):
    (tmp_path / "x.ipynb").touch(mode=0)
    with pytest.raises(InfrastructureError, match="Permission"):
        read_file(at(tmp_path, "x.ipynb"), LIMIT)


def test_no_descriptor_is_left_open(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.ipynb").write_text("x")
    os.mkfifo(tmp_path / "a" / "pipe.ipynb")
    (tmp_path / "a" / "bad.zip").write_text("no zip")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        read_file(at(tmp_path, "a/x.ipynb"), LIMIT)
        for path in ("a/pipe.ipynb", "a/nothing.ipynb", "b/c/d.ipynb", "a"):
            with pytest.raises((NotebookError, InfrastructureError)):
                read_file(at(tmp_path, path), LIMIT)
        with pytest.raises(NotebookError):
            list_zip(at(tmp_path, "a/bad.zip"))
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_folder_is_listed_without_following_links_or_looking_into_caches(tmp_path):
    for name in ("ada/a1/losses.ipynb", "ada/.ipynb_checkpoints/losses-checkpoint.ipynb", "__MACOSX/x.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "ada" / "notes.txt").touch()
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "link.ipynb").symlink_to("/etc/passwd")
    listing = list_folder(tmp_path)
    assert [str(path) for path in listing.notebooks] == ["ada/a1/losses.ipynb", "link.ipynb"]
    assert [str(path) for path in listing.folders] == ["ada", "ada/a1"]
    assert [str(path) for path in listing.links] == ["loop"]


def test_deep_folders_are_not_followed_for_ever(tmp_path):
    deep = tmp_path.joinpath(*["d"] * 50)
    deep.mkdir(parents=True)
    assert max(len(path.parts) for path in list_folder(tmp_path).folders) == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list anything")
def test_a_folder_that_cannot_be_listed_is_named(tmp_path):
    (tmp_path / "ada").mkdir(mode=0)
    with pytest.raises(UsageError, match=r"ada cannot be listed: Permission"):
        list_folder(tmp_path)


def test_zip_members_are_listed_and_read(tmp_path):
    make_zip(tmp_path / "ada.zip", {"losses.ipynb": b"1", "top/knn.ipynb": b"2", "notes.txt": b"3"})
    assert list_zip(at(tmp_path, "ada.zip")) == ("losses.ipynb", "top/knn.ipynb")
    assert read_file(at(tmp_path, "ada.zip", "top/knn.ipynb"), LIMIT) == b"2"
    assert os.listdir(tmp_path) == ["ada.zip"]


def test_names_that_lead_out_of_a_zip_are_left_out(tmp_path):
    hostile = ["../x.ipynb", "/etc/x.ipynb", "a/../../x.ipynb", "..\\x.ipynb", "C:\\x.ipynb"]
    hidden = ["__MACOSX/._losses.ipynb", ".ipynb_checkpoints/losses.ipynb", "._losses.ipynb"]
    make_zip(tmp_path / "ada.zip", dict.fromkeys([*hostile, *hidden, "top\\losses.ipynb"], b""))
    assert list_zip(at(tmp_path, "ada.zip")) == ("top\\losses.ipynb",)


def test_a_link_in_a_zip_is_left_out(tmp_path):
    info = zipfile.ZipInfo("losses.ipynb")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert list_zip(at(tmp_path, "ada.zip")) == ()


def test_a_zip_bomb_is_stopped_at_the_limit(tmp_path):
    make_zip(tmp_path / "ada.zip", {"x.ipynb": bytes(50 * 2**20)}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(NotebookError, match="larger than"):
        read_file(at(tmp_path, "ada.zip", "x.ipynb"), LIMIT)


def test_a_size_that_lies_does_not_matter(tmp_path):
    path = make_zip(tmp_path / "ada.zip", {"x.ipynb": b"x" * 5000}, compression=zipfile.ZIP_DEFLATED)
    lied = path.read_bytes().replace(struct.pack("<I", 5000), struct.pack("<I", 10))
    path.write_bytes(lied)
    with pytest.raises(NotebookError):
        read_file(at(tmp_path, "ada.zip", "x.ipynb"), LIMIT)


def test_an_encrypted_member_is_refused(tmp_path):
    path = make_zip(tmp_path / "ada.zip", {"x.ipynb": b"x"})
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
    with pytest.raises(NotebookError, match="encrypted"):
        read_file(at(tmp_path, "ada.zip", "x.ipynb"), LIMIT)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_unusual_compression_is_refused(tmp_path, method):
    make_zip(tmp_path / "ada.zip", {"x.ipynb": b"x"}, compression=method)
    with pytest.raises(NotebookError, match="unusual"):
        read_file(at(tmp_path, "ada.zip", "x.ipynb"), LIMIT)


@pytest.mark.parametrize("damage", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_not_a_zip_is_said_to_be_damaged(tmp_path, damage):
    (tmp_path / "ada.zip").write_bytes(damage)
    with pytest.raises(NotebookError, match=r"damaged|too many"):
        list_zip(at(tmp_path, "ada.zip"))


def test_every_cut_and_every_flipped_byte_of_a_zip_is_survived(tmp_path):
    path = make_zip(tmp_path / "ada.zip", {"x.ipynb": b"x" * 300}, compression=zipfile.ZIP_DEFLATED)
    good = path.read_bytes()
    variants = [good[:end] for end in range(0, len(good), 3)]
    variants += [
        good[:i] + bytes([good[i] ^ bit]) + good[i + 1 :] for i in range(len(good)) for bit in (1, 128)
    ]
    for data in variants:
        path.write_bytes(data)
        try:
            assert len(read_file(at(tmp_path, "ada.zip", "x.ipynb"), LIMIT)) <= LIMIT
        except (NotebookError, InfrastructureError):
            continue


def test_a_zip_of_a_million_names_is_refused_before_they_are_read(tmp_path):
    path = make_zip(tmp_path / "ada.zip", {f"{i:0200}.txt": b"" for i in range(9000)})
    assert path.stat().st_size > 2**21
    with pytest.raises(NotebookError, match="too many files"):
        list_zip(at(tmp_path, "ada.zip"))
