"""Preparing, entering, and what the child looks like afterwards."""

import dataclasses
import errno
import os
import select
import signal
import socket
import subprocess
import sys
import textwrap

import pytest

from autograder.errors import ConfinementError
from autograder.sandbox import Confinement, Policy, descriptors, inspect_platform, selftest

POLICY = Policy(read=("/usr/lib", "/dev/null"), memory_bytes=3 << 30, cpu_seconds=60)
INSIDE = ["descriptors", "limits", "who", "session", "abort", "crash", "modules"]


@pytest.fixture(scope="module")
def inside(rig):
    return rig("inside.py", cases=INSIDE)["outcomes"]


def test_descriptors(inside):
    kinds = dict.fromkeys("012", "device") | dict.fromkeys("34", "pipe")
    assert inside["descriptors"]["value"] == kinds


def test_limits(inside):
    limits = inside["limits"]["value"]
    assert limits["AS"] == [3 << 30, 3 << 30]
    assert limits["CPU"] == [60, 61]
    assert limits["NOFILE"] == [64, 64]
    assert limits["CORE"] in ([1, 1], [0, 0])
    assert all(limits[name] == [0, 0] for name in ("FSIZE", "NPROC", "MEMLOCK", "MSGQUEUE"))


def test_session_and_folder_are_left(inside):
    assert inside["who"]["value"]["cwd"] == "/"
    assert inside["session"]["value"] is True


@pytest.mark.parametrize("how", ["abort", "crash"])
def test_crash_leaves_no_core(inside, how):
    assert inside[how]["signal"] in (signal.SIGABRT, signal.SIGSEGV)
    assert inside[how]["core"] is False


def test_package_imports_nothing_of_the_grader(inside):
    """The warm server must know nothing hidden: only the errors and this package."""
    allowed = ("autograder.errors", "autograder.sandbox")
    others = [
        name for name in inside["modules"]["value"] if name != "autograder" and not name.startswith(allowed)
    ]
    assert others == []


def test_uid_change_drops_the_group_too(rig):
    answer = rig("inside.py", who="root", cases=["who"])
    assert answer["outcomes"]["who"]["value"] == {"uid": 65530, "gid": 65530, "cwd": "/"}


WHO = {"me": os.getuid(), "nobody": 65534, "root": 65530}


@pytest.mark.parametrize("who", WHO)
def test_no_privilege_is_left(rig, who):
    """As the kernel sees the child from outside."""
    seen = rig("inside.py", who=who, cases=["wait"])["outcomes"]["wait"]["seen"]
    assert seen["Uid"].split() == [str(WHO[who])] * 4
    assert seen["NoNewPrivs"] == "1"
    sets = {name: int(seen[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}
    assert set(sets.values()) == {0}
    if os.getuid() == 0:
        assert seen["Groups"].strip() == ""
        if who != "nobody":
            assert int(seen["CapBnd"], 16) == 0
    # the /proc files of a process that is not dumpable belong to root
    assert seen["owner of /proc"] == 0


def test_endless_computation_is_killed(rig):
    """SIGXCPU can be ignored; the hard limit a second later cannot."""
    outcome = rig("inside.py", cases=["spin"], cpu_seconds=1)["outcomes"]["spin"]
    assert outcome["signal"] == signal.SIGKILL


def test_selftest_finds_everything_where_nothing_is_confined(rig):
    if os.getuid() != 0:
        pytest.skip("an ordinary user is refused some of it by the kernel itself")
    found = set(rig("inside.py", confined=False, cases=["holes"])["outcomes"]["holes"]["value"])
    kernel_dependent = {
        "count events of the processor",
        "use io_uring",
        "load a BPF program",
        "handle page faults",
    }
    expected = {what for what, _, _ in selftest.CALLS} - kernel_dependent
    expected |= {f"read {folder}" for folder in ("/", "/etc", "/proc", "/tmp")}
    expected |= {"open a file to write", "open a file to truncate while reading", "RLIMIT_FSIZE", "RLIMIT_AS"}
    assert expected - found == set()


def test_selftest_names_are_unique():
    names = [what for what, _, _ in selftest.CALLS]
    assert len(names) == len(set(names))


LANDLOCK_OFF = {
    "built without": (-errno.ENOSYS, "CONFIG_SECURITY_LANDLOCK"),
    "off at boot": (-errno.EOPNOTSUPP, "lsm="),
    "refused by a container": (-errno.EPERM, "profile"),
}


@pytest.mark.parametrize("why", LANDLOCK_OFF)
def test_no_landlock_fails_closed(why):
    found, advice = LANDLOCK_OFF[why]
    facts = dataclasses.replace(inspect_platform(), landlock=found)
    with pytest.raises(ConfinementError, match=advice) as caught:
        Confinement.prepare(POLICY, facts)
    assert "--isolation process" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"seccomp": False}, "CONFIG_SECCOMP_FILTER"),
        ({"machine": "riscv64"}, "x86_64, aarch64"),
        ({"pointer_bits": 32}, "64-bit Python"),
        ({"system": "Darwin"}, "Linux container"),
        ({"system": "Windows"}, "Linux container"),
    ],
)
def test_missing_layers_fail_closed(change, advice):
    facts = dataclasses.replace(inspect_platform(), **change)
    with pytest.raises(ConfinementError, match=advice):
        Confinement.prepare(POLICY, facts)


def test_wanted_uid_without_root_fails_closed():
    facts = dataclasses.replace(inspect_platform(), uid=1000, capabilities=0)
    with pytest.raises(ConfinementError, match="uid 4711"):
        Confinement.prepare(dataclasses.replace(POLICY, uid=4711), facts)


def test_uid_zero_is_no_substitute_for_landlock():
    facts = dataclasses.replace(inspect_platform(), landlock=-errno.ENOSYS)
    with pytest.raises(ConfinementError, match="uid 0"):
        Confinement.prepare(dataclasses.replace(POLICY, uid=0), facts)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"read": ["/no/such/path"]}, "/no/such/path"),
        ({"read": ["/root"], "uid": 64000}, "uid 64000 cannot read /root"),
    ],
)
def test_granted_path_must_be_readable(rig, settings, message):
    who = "root" if "uid" in settings else "me"
    answer = rig("inside.py", who=who, cases=["who"], **settings)
    assert "ConfinementError" in answer["error"]
    assert message in answer["error"]


@pytest.mark.parametrize("kind", ["socket", "file", "wrong way round"])
def test_only_pipes_are_kept(kind, tmp_path):
    reader, writer = os.pipe()
    ends = socket.socketpair()
    file = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    keep = {
        "socket": (reader, ends[1].fileno()),
        "file": (file, writer),
        "wrong way round": (writer, reader),
    }[kind]
    try:
        with pytest.raises(ConfinementError, match=r"expected a pipe"):
            descriptors.keep_only(keep)
    finally:
        for end in ends:
            end.close()
        for descriptor in (reader, writer, file):
            os.close(descriptor)


ORPHAN = """
    import os, sys
    sys.path.insert(0, sys.argv[1])
    from autograder.sandbox import Confinement, Policy
    confinement = Confinement.prepare(Policy(("/dev/null",), 3 << 30, 60))
    requests, _ = os.pipe()
    if os.fork() == 0:
        confinement.enter((requests, int(sys.argv[2])))
        os.write(4, b"inside")
        import time
        time.sleep(60)
    os.close(int(sys.argv[2]))
    sys.stdin.read()
    os._exit(0)
"""


def test_child_dies_with_the_server(request):
    reader, writer = os.pipe()
    command = [sys.executable, "-c", textwrap.dedent(ORPHAN), str(request.config.rootpath), str(writer)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(writer,))
    os.close(writer)
    assert os.read(reader, 100) == b"inside"
    server.communicate()
    assert select.select([reader], [], [], 10)[0], "the child outlived its server"
    assert os.read(reader, 100) == b""
    os.close(reader)
