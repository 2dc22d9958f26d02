"""CIFAR-10 by way of a server in this process: resumed, checked, from the second address, from a file."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

import datasets
from datasets import cifar10
from datasets.__main__ import main
from datasets.errors import ArchiveError, FetchError
from datasets.fetch import fetch

RECORDS = 4


def archive(edit=lambda name, data: [(name, data)]) -> bytes:
    """Return a small archive in the exact format; `edit` says what becomes of each member."""
    rng = np.random.default_rng(0)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name in (*cifar10.MEMBERS, "cifar-10-batches-bin/readme.html"):
            table = rng.integers(256, size=(RECORDS, 3073), dtype=np.uint8)
            table[:, 0] %= 10
            for new, data in edit(name, table.tobytes()):
                info = tarfile.TarInfo(new)
                if data is None:
                    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
                info.size = len(data or b"")
                tar.addfile(info, io.BytesIO(data or b""))
    return buffer.getvalue()


GOOD = archive()


@dataclass
class Site:
    """What a server gives, and what it was asked for."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    cut: int | None = None
    ranges: bool = True


@pytest.fixture
def site() -> Iterator[Site]:
    """Run a server that knows ranges and can break off."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            here.asked.append((self.path, wanted))
            if self.path not in here.files:
                self.send_error(404)
                return
            data = here.files[self.path]
            start = int(wanted[6:-1]) if wanted and here.ranges else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            self.wfile.write(data[start : here.cut])

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here = Site(f"http://127.0.0.1:{server.server_port}")
        here.files["/good"] = GOOD
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield here
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expect the small archive."""
    known = cifar10.Archive("http://127.0.0.1:9/none", len(GOOD), hashlib.sha256(GOOD).hexdigest(), RECORDS)
    monkeypatch.setattr(cifar10, "ARCHIVE", known)


def get(site: Site, target: Path, *paths: str) -> None:
    """Fetch the good archive from these paths of the site."""
    fetch([site.address + p for p in paths], target, len(GOOD), hashlib.sha256(GOOD).hexdigest())


def test_a_fetch_that_broke_off_goes_on_where_it_was(site, tmp_path):
    site.cut = 5000
    with pytest.raises(FetchError, match="5000"):
        get(site, tmp_path / "a", "/good")
    assert not (tmp_path / "a").exists()
    site.cut = None
    get(site, tmp_path / "a", "/good")
    assert site.asked[-1] == ("/good", "bytes=5000-")
    assert (tmp_path / "a").read_bytes() == GOOD
    assert [p.name for p in tmp_path.glob("a*")] == ["a"]


def test_a_server_without_ranges_starts_again(site, tmp_path):
    (tmp_path / "a.part").write_bytes(b"something else")
    site.ranges = False
    get(site, tmp_path / "a", "/good")
    assert (tmp_path / "a").read_bytes() == GOOD


def test_a_wrong_piece_from_before_is_thrown_away(site, tmp_path):
    (tmp_path / "a.part").write_bytes(b"x" * 100)
    get(site, tmp_path / "a", "/good")
    assert [asked for _, asked in site.asked] == ["bytes=100-", None]


def test_the_next_address_is_tried_and_damage_is_noticed(site, tmp_path):
    site.files["/bad"] = GOOD[:-1] + bytes([GOOD[-1] ^ 1])
    get(site, tmp_path / "a", "/none", "/bad", "/good")
    assert (tmp_path / "a").read_bytes() == GOOD


def test_every_address_has_its_reason(site, tmp_path):
    site.files |= {"/bad": b"\0" * len(GOOD), "/long": GOOD + b"more"}
    with pytest.raises(FetchError) as raised:
        fetch(
            [f"{site.address}/none", f"{site.address}/bad", f"{site.address}/long", "file:///etc/passwd"],
            tmp_path / "a", len(GOOD), hashlib.sha256(GOOD).hexdigest(),
        )  # fmt: skip
    for reason in ("404", "another SHA-256", "more than", "not an http or https address"):
        assert reason in str(raised.value)
    assert list(tmp_path.glob("a*")) == []


def test_the_command_fetches_and_the_loader_loads(site, cache_folder, capsys):
    assert main(["fetch", "cifar10", "--from", f"{site.address}/none", "--from", f"{site.address}/good"]) == 0
    assert "cifar10: 24 examples, 3072 features, 10 classes" in capsys.readouterr().out
    data = datasets.load("cifar10")
    assert data.X.dtype == np.uint8
    with tarfile.open(fileobj=io.BytesIO(GOOD)) as tar:
        test_file = tar.extractfile(cifar10.MEMBERS[-1]).read()
    assert data.y[20] == test_file[0]
    assert data.X[20, 1, 2].tolist() == [test_file[1 + plane * 1024 + 32 + 2] for plane in range(3)]
    assert data.test_size == 4
    assert [path.name for path in cache_folder.iterdir()] == ["cifar10-1.npz"]
    asked = len(site.asked)
    assert main(["fetch", "cifar10"]) == 0  # it is there already
    assert len(site.asked) == asked


def test_addresses_come_from_the_environment(site, monkeypatch):
    monkeypatch.setenv("DATASETS_CIFAR10", f"{site.address}/none {site.address}/good")
    assert main(["fetch", "cifar10"]) == 0


def test_a_file_is_accepted_and_kept_or_refused(tmp_path, capsys):
    (tmp_path / "mine.tar.gz").write_bytes(GOOD)
    assert main(["fetch", "cifar10", "--file", str(tmp_path / "mine.tar.gz")]) == 0
    assert (tmp_path / "mine.tar.gz").exists()
    (tmp_path / "mine.tar.gz").write_bytes(GOOD[:-5])
    assert main(["fetch", "cifar10", "--file", str(tmp_path / "mine.tar.gz")]) == 1
    assert main(["fetch", "cifar10", "--file", str(tmp_path / "absent")]) == 1
    assert f"{len(GOOD) - 5} bytes, {len(GOOD)} expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["fetch"], ["fetch", "digit"], ["fetch", "shapes10", "--from", "x"]]
)
def test_bad_usage_is_2(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_the_list_and_the_help(capsys):
    assert main(["list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(datasets.names())
    with pytest.raises(SystemExit) as stopped:
        main(["fetch", "--help"])
    assert stopped.value.code == 0
    assert "DATASETS_CIFAR10" in capsys.readouterr().out


FIRST = cifar10.MEMBERS[0]
# what becomes of the first member, what is said
WRONG = [
    (lambda data: [], "lacks"),
    (lambda data: [(FIRST, data), (FIRST, data)], "twice"),
    (lambda data: [(FIRST, data[:-1])], "plain file of"),
    (lambda data: [(FIRST, None)], "plain file of"),
    (lambda data: [(FIRST, b"\x0a" + data[1:])], "label of 10"),
    (lambda data: [("../" + FIRST, data)], "lacks"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_an_archive_that_is_not_right_is_refused(tmp_path, change, said):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(archive(lambda name, data: change(data) if name == FIRST else [(name, data)]))
    with pytest.raises(ArchiveError, match=said):
        cifar10.read_archive(path, RECORDS)


# Named, for the archive holds the time it was made, and the processes of a run must agree on names.
@pytest.mark.parametrize(
    "content", [b"", b"no archive", GOOD[: len(GOOD) // 2]], ids=["empty", "text", "half an archive"]
)
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="cannot be read as a gzipped tar archive"):
        cifar10.read_archive(path, RECORDS)
