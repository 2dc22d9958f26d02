"""Everything forbidden, tried by real code on the real kernel, as several users."""

import os
import runpy
import signal
from pathlib import Path

import pytest

from autograder.sandbox import inspect_platform

pytestmark = pytest.mark.xdist_group("sandbox")  # one process knows the answers
ATTACKS = runpy.run_path(str(Path(__file__).with_name("rig") / "attacks.py"))["CASES"]
BY_UID = {"who": "root", "uid": 64000, "facts": {"landlock": -38}}
MODES = {
    "this user": {"who": "me"},
    "an ordinary user": {"who": "nobody"},
    "root, changing uid": {"who": "root"},
    "the first Landlock": {"who": "me", "facts": {"landlock": 1}},
    "by uid, without Landlock": BY_UID,
}


ROWS = [
    (mode, name)
    for mode, settings in MODES.items()
    for name, attack in ATTACKS.items()
    # what every user may read is closed by Landlock alone
    if not (settings is BY_UID and attack.layer == "landlock")
]


@pytest.mark.parametrize(("mode", "name"), ROWS)
def test_attack_is_refused(rig, mode, name):
    answer = rig("attacks.py", **MODES[mode])
    outcome = answer["outcomes"][name]
    refused = outcome["value"] is False or str(outcome["value"]).startswith("refused: ")
    assert refused or outcome["signal"] == signal.SIGSYS, outcome
    assert outcome["intact"]
    assert outcome["holes"] == []


WRITES = (
    "write a hidden file",
    "write to a granted device",
    "append to a granted file",
    "read and write a granted file",
    "truncate a granted file while reading",
    "truncate a granted file",
    "write through a mapping",
    "make a nameless file",
    "make a file in /tmp",
    "make a folder",
    "make a FIFO",
    "make a symbolic link",
    "rename a file",
    "remove a file",
)
LANDLOCK_ALONE = [*WRITES, *(name for name, attack in ATTACKS.items() if attack.layer != "seccomp")]


@pytest.mark.parametrize("name", LANDLOCK_ALONE)
def test_landlock_alone_keeps_files(rig, name):
    """Two layers refuse writing; each must do it without the other."""
    if inspect_platform().landlock < 3:
        pytest.skip("truncation is Landlock's since ABI 3")
    answer = rig("attacks.py", isolation="process", facts={"seccomp": False})
    outcome = answer["outcomes"][name]
    assert answer["description"].startswith("partial: landlock-")
    assert str(outcome["value"]).startswith("refused: "), outcome
    assert outcome["intact"]


CONTROLS = [
    (who, name)
    for who in ("me", "nobody")
    for name, attack in ATTACKS.items()
    if attack.needs == "anyone" or (attack.needs == "root" and who == "me" and os.getuid() == 0)
]


@pytest.mark.parametrize(("who", "name"), CONTROLS)
def test_attack_comes_through_unconfined(rig, who, name):
    """The control: a row that could not succeed anyway would prove nothing."""
    outcome = rig("attacks.py", who=who, confined=False)["outcomes"][name]
    assert outcome["value"] is True, outcome


@pytest.mark.parametrize("name", ["32-bit gate", "x32 call", "call number -1"])
def test_foreign_calls_kill(rig, name):
    if os.uname().machine != "x86_64":
        pytest.skip("x86-64 only")
    assert rig("attacks.py")["outcomes"][name]["signal"] == signal.SIGSYS


def test_descriptions(rig):
    described = {mode: rig("attacks.py", **settings)["description"] for mode, settings in _runnable()}
    me = f"uid {os.getuid()}" + ("" if os.getuid() else " without capabilities")
    for mode, ending in {
        "this user": f"+seccomp, {me}",
        "an ordinary user": "+seccomp, uid 65534",
        "root, changing uid": "+seccomp, uid 65530",
        "the first Landlock": f"landlock-1+seccomp, {me}",
        "by uid, without Landlock": "seccomp, uid 64000",
    }.items():
        assert described.get(mode, ending).endswith(ending)


def _runnable():
    return [
        (mode, settings) for mode, settings in MODES.items() if settings["who"] == "me" or os.getuid() == 0
    ]
