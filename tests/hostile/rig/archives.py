"""Zip files that lead elsewhere, grow without end, or are damaged."""

import io
import lzma
import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from hostile_rig_breakages import QUESTIONS, Place, breakage

NAME = "mini/basics.ipynb"
END = b"PK\x05\x06"


def damaged(path: Path, at: int, data: bytes) -> None:
    """Overwrite bytes of a file; a negative place counts from its end record."""
    content = bytearray(path.read_bytes())
    start = at if at >= 0 else content.rindex(END) - at
    content[start : start + len(data)] = data
    path.write_bytes(content)


@breakage("dots in zips", keeps=QUESTIONS)
def an_honest_zip(place: Place) -> None:
    place.zipped({NAME: place.text().encode()})


@breakage("dots in zips")
def names_that_lead_out(place: Place) -> None:
    book = place.text().encode()
    names = ("../../reports/mini/ada.json", "../ada/mini/basics.ipynb", "/tmp/kanarienvogel.ipynb")
    place.zipped(
        dict.fromkeys((*names, "mini/../../basics.ipynb", "C:\\mini\\basics.ipynb", "mini/x.txt"), book)
    )


@breakage("dots in zips", keeps=QUESTIONS)
def names_that_lead_out_beside_honest_ones(place: Place) -> None:
    book = place.text().encode()
    odd = (
        "../ada/mini/basics.ipynb",
        "mini/\x1b[31m\n::error::.ipynb",
        "__MACOSX/mini/basics.ipynb",
        "mini/.ipynb",
    )
    place.zipped({NAME: book, **dict.fromkeys(odd, b"{}")})


@breakage("symlinks", "dots in zips")
def a_link_in_a_zip(place: Place) -> None:
    path = place.zipped({"mini/x.txt": b""})
    info = zipfile.ZipInfo(NAME)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, str(place.hidden))


@breakage("zip bomb", says="is larger than")
def bomb(place: Place) -> None:
    place.zipped({NAME: bytes(200 * 2**20)})


@breakage("zip bomb", says="is larger than")
def bomb_that_says_it_is_small(place: Place) -> None:
    path = place.zipped({NAME: bytes(50 * 2**20)})
    content = path.read_bytes().replace(struct.pack("<I", 50 * 2**20), struct.pack("<I", 2**32 - 2))
    path.write_bytes(content)


@breakage("zip bomb")
def too_many_members(place: Place) -> None:
    place.zipped(
        {NAME: place.text().encode(), **{f"mini/{n}.ipynb": b"" for n in range(40_000)}}, zipfile.ZIP_STORED
    )


@breakage("zip bomb", keeps=QUESTIONS)
def bombs_beside(place: Place) -> None:
    place.zipped({NAME: place.text().encode(), **{f"mini/b{n}.ipynb": bytes(2 * 2**20) for n in range(50)}})


@breakage("zip bomb")
def a_zip_in_a_zip(place: Place) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:  # stored, its cells could be recovered
        archive.writestr(NAME, place.text())
    place.zipped({NAME: inner.getvalue()})


@breakage("zip bomb", says="unusual way")
def another_compression(place: Place) -> None:
    place.zipped({NAME: place.text().encode()}, zipfile.ZIP_LZMA)


@breakage("zip bomb", says="unusual way")
def a_dictionary_of_gigabytes(place: Place) -> None:
    path = place.zipped({NAME: lzma.compress(place.text().encode())}, zipfile.ZIP_LZMA)
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 2**23), struct.pack("<I", 2**32 - 1)))


@breakage("corrupt file", says="encrypted")
def encrypted(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    content = path.read_bytes()
    damaged(path, 6, b"\x01")
    damaged(path, content.index(b"PK\x01\x02") + 8, b"\x01")


@breakage("corrupt file", "truncated file")
def half_a_zip(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    path.write_bytes(path.read_bytes()[:-40])


@breakage("corrupt file", "not a notebook")
def no_zip_at_all(place: Place) -> None:
    path = place.zipped({NAME: b""})
    path.write_bytes(random.Random(2).randbytes(10_000))


@breakage("corrupt file", says="damaged zip")
def another_checksum(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()}, zipfile.ZIP_STORED)
    damaged(path, 60, b"!!")


@breakage("corrupt file")
def compressed_noise(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    damaged(path, 60, random.Random(3).randbytes(100))


@breakage("corrupt file")
def a_table_before_the_beginning(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    damaged(path, -12, struct.pack("<II", 2**31, 2**31))


@breakage("corrupt file")
def a_member_behind_the_end(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    damaged(path, path.read_bytes().index(b"PK\x01\x02") + 42, struct.pack("<I", 2**31))


@breakage("corrupt file")
def zip64_fields_without_end(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    extra = struct.pack("<HHQQQ", 1, 24, 2**63 + 7, 2**63 + 7, 2**63 + 7)
    info = zipfile.ZipInfo(NAME)
    info.extra = extra
    raw = place.text().encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(raw) + packer.flush()
    sizes = (zlib.crc32(raw), len(data), len(raw))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 45, 0, 8, 0, 0, *sizes, len(NAME), 0)
    beyond = 2**32 - 1  # look into the zip64 field
    places = (len(NAME), len(extra), 0, 0, 0, 0, beyond)
    central = struct.pack("<4s6H3I5H2I", b"PK\1\2", 45, 45, 0, 8, 0, 0, 0, beyond, beyond, *places)
    table = central + NAME.encode() + extra
    body = local + NAME.encode() + data
    path.write_bytes(body + table + struct.pack("<4s4H2IH", END, 0, 0, 1, 1, len(table), len(body), 0))


@breakage("corrupt file", "duplicate ids", keeps=QUESTIONS)
def one_name_twice(place: Place) -> None:
    path = place.zipped({"mini/basics.ipynA": b"{}"})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(NAME, place.text())
    path.write_bytes(path.read_bytes().replace(b"basics.ipynA", b"basics.ipynb"))


@breakage("swapped file", "dots in zips", ours=True)
def swapped_zip(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})

    def swap() -> None:
        path.unlink()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("other.ipynb", "{}")

    place.later = swap


@breakage("corrupt file")
def a_table_behind_the_end(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    damaged(path, -16, struct.pack("<I", 2**32 - 2))


@breakage("corrupt file")
def a_member_before_the_beginning(place: Place) -> None:
    path = place.zipped({NAME: place.text().encode()})
    size, start = struct.unpack_from("<II", path.read_bytes()[path.read_bytes().rindex(END) :], 12)
    damaged(path, -16, struct.pack("<I", start + 1000))  # the whole table seems to be shifted
    assert size
