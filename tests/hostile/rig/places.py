"""Files that are no files, links, and files that change."""

import os
import socket
import stat
from contextlib import suppress

from hostile_rig_breakages import QUESTIONS, Place, breakage


@breakage("FIFO", says="not a regular file")
def fifo(place: Place) -> None:
    os.mkfifo(place.file)


@breakage("device", "symlinks", says="symbolic link")
def link_to_a_device(place: Place) -> None:
    place.file.symlink_to("/dev/zero")


@breakage("device", says="not a regular file")
def device(place: Place) -> None:
    try:
        os.mknod(place.file, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:  # not root: the nearest thing that anybody can make
        os.mkfifo(place.file)


@breakage("FIFO", says="not a regular file")
def a_socket(place: Place) -> None:
    here = os.getcwd()
    os.chdir(place.folder)  # the path of a socket has to be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("basics.ipynb")
    finally:
        os.chdir(here)


@breakage("not a notebook", says="is a folder")
def a_folder(place: Place) -> None:
    place.file.mkdir()
    (place.file / "basics.ipynb").mkdir()


@breakage("symlinks", says="symbolic link")
def link_to_the_solution(place: Place) -> None:
    place.file.symlink_to(place.hidden)


@breakage("symlinks")
def folder_linked_to_the_solutions(place: Place) -> None:
    place.folder.rmdir()
    place.folder.symlink_to(place.hidden.parent)


@breakage("symlinks", says="symbolic link")
def student_linked_to_another(place: Place) -> None:
    place.folder.rmdir()
    place.folder.parent.rmdir()
    place.folder.parent.symlink_to(place.tree / "ada")


@breakage("symlinks", says="symbolic link")
def link_to_itself(place: Place) -> None:
    place.file.symlink_to(place.file)


@breakage("dots in names", keeps=QUESTIONS)
def odd_names_beside(place: Place) -> None:
    place.write(place.text())
    for name in (
        "\x1b[31m\n::error::.ipynb",
        "..ipynb",
        "basics.ipynb~",
        "n" * 200 + ".ipynb",
        "[bold].ipynb",
    ):
        (place.folder / name).write_text(place.text())
    with suppress(OSError, UnicodeError):
        (place.folder / os.fsdecode(b"\xff\xfe.ipynb")).write_text("{}")


@breakage("dots in names", keeps=QUESTIONS)
def deep_folders(place: Place) -> None:
    place.write(place.text())
    folder = place.folder
    for _ in range(60):
        folder = folder / ("d" * 40)
        folder.mkdir()


# Files that change between being found and being read


@breakage("swapped file", says="symbolic link")
def swapped_for_a_link(place: Place) -> None:
    place.write(place.text())

    def swap() -> None:
        place.file.unlink()
        place.file.symlink_to(place.hidden)

    place.later = swap


@breakage("swapped file", says="symbolic link")
def folder_swapped_for_a_link(place: Place) -> None:
    place.write(place.text())

    def swap() -> None:
        place.folder.rename(place.tree.parent / "aside")
        place.folder.symlink_to(place.hidden.parent)

    place.later = swap


@breakage("swapped file", "FIFO", says="not a regular file")
def swapped_for_a_fifo(place: Place) -> None:
    place.write(place.text())

    def swap() -> None:
        place.file.unlink()
        os.mkfifo(place.file)

    place.later = swap


@breakage("swapped file", keeps=QUESTIONS[:1])
def swapped_for_another(place: Place) -> None:
    place.write(place.text())
    place.later = lambda: place.write(Place(place.tree, place.folder, place.cells[:1], place.hidden).text())
