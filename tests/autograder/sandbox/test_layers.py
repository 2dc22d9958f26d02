"""Every layer is there for a reason: switched off by itself it lets a named attack through.

Where another layer covers it the row of the table names that one, and the attack comes through only when
both are off: each of the two then still refuses it alone.
"""

import functools
import json
import os
import runpy
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import inspect_platform, landlock, obstacles

RIG = Path(__file__).with_name("rig")
ATTACKS = runpy.run_path(str(RIG / "attacks.py"))["CASES"]
CASES = runpy.run_path(str(RIG / "layers.py"))["CASES"]
SWITCHES = runpy.run_path(str(RIG / "switches.py"))
TABLE = runpy.run_path(str(RIG / "rows.py"))
ROOT = os.getuid() == 0
WHO = {"root": "me", "ordinary": "nobody" if ROOT else "me", "changing uid": "root"}
Row = Any  # a record of rows.py
pytestmark = pytest.mark.xdist_group("sandbox")  # one process knows the answers

ROWS = [
    (layers, user, attack) for layers in TABLE["ROWS"] for user in layers.users for attack in layers.attacks
]


Without = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def without(rig: Callable[..., Any]) -> Without:
    """`without(user, *layers)` -> outcomes of the attacks of all rows that ask for these layers."""

    @functools.cache
    def everything(user: str) -> dict[tuple[str, ...], Any]:
        """One run of the rig for all that is asked for a user."""
        asked = [(row, name) for row, name, _ in ROWS if name == user]
        offs = sorted({tuple(sorted(layers)) for row, _ in asked for layers in (*combinations(row), ())})
        questions = [{"off": off, "cases": wanted(user, list(off))} for off in offs]
        answers = rig("layers.py", who=who(user), cpu_seconds=1, questions=questions)
        return dict(zip(offs, answers, strict=True))

    def ask(user: str, *layers: str) -> dict[str, Any]:
        answer = everything(user)[tuple(sorted(set(layers)))]
        assert "error" not in answer, answer["error"]
        return answer["outcomes"]

    return ask


def who(user: str) -> str:
    """The rig's word for a user; skips where nobody here is that user."""
    if user != "ordinary" and not ROOT:
        pytest.skip("only root can be root")
    return WHO[user]


def wanted(user: str, off: list[str]) -> list[str]:
    """Attacks of the rows that ask for exactly these layers to be off: one run of the rig serves them all."""
    found = {
        attack
        for row, name, attack in ROWS
        if name == user and off in [sorted(layers) for layers in (*combinations(row), ())]
    }
    return sorted(found)


def combinations(row: Row) -> list[set[str]]:
    """Layers to switch off together: the layer, what covers it, both."""
    return [{row.layer}, set(row.covered_by), {row.layer, *row.covered_by}]


def came_through(outcome: dict[str, Any]) -> bool:
    return outcome["value"] is True or outcome["core"]


def describe(layers: Row, user: str, attack: str) -> str:
    covered = f" and {', '.join(layers.covered_by)}" if layers.covered_by else ""
    return f"{user} without {layers.layer}{covered}: {attack}"


cases = pytest.mark.parametrize(
    ("layers", "user", "attack"), ROWS, ids=[describe(*layers) for layers in ROWS]
)


@cases
def test_a_layer_that_is_missing_lets_an_attack_through(without, unconfined, layers, user, attack):
    require(unconfined, layers, user, attack)
    assert not came_through(without(user)[attack]), "it comes through with every layer in place"
    if layers.covered_by:
        for alone in ({layers.layer}, set(layers.covered_by)):
            outcome = without(user, *alone)[attack]
            assert not came_through(outcome), f"not covered: comes through without {sorted(alone)} alone"
    outcome = without(user, layers.layer, *layers.covered_by)[attack]
    assert came_through(outcome), outcome


@pytest.fixture(scope="module")
def unconfined(rig: Callable[..., Any]) -> Callable[[str], dict[str, Any]]:
    """`unconfined(user)` -> outcomes of the attacks that depend on the kernel, with no layer at all."""
    names = [name for name, attack in CASES.items() if getattr(attack, "needs", "") == "nobody"]

    def ask(user: str) -> dict[str, Any]:
        return rig("layers.py", who=who(user), confined=False, cases=names)["outcomes"]

    return ask


def require(unconfined: Callable[[str], dict[str, Any]], layers: Row, user: str, attack: str) -> None:
    """Skip a row that this kernel, or its configuration, does not know."""
    who(user)
    known = landlock.version()
    since = dict((*landlock.FILE_RIGHTS, *landlock.NETWORK_RIGHTS, *landlock.SCOPES))
    for name in (layers.layer, *layers.covered_by):
        right = name.removeprefix("right: ")
        if name.startswith("right: ") and since[right] > known:
            pytest.skip(f"Landlock {known} does not know the right {right}")
    if CASES[attack].needs == "nobody" and not came_through(unconfined(user)[attack]):
        pytest.skip("this kernel does not let it through unconfined")
    condition = CONDITIONS.get(attack)
    if condition is not None and not condition():
        pytest.skip("this machine does not let it through unconfined")


def hard_limit(name: str) -> int:
    import resource

    limit = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1]
    return 2**63 if limit == resource.RLIM_INFINITY else limit


def cores_are_files() -> bool:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text()
    return not pattern.startswith(("|", "/", "@")) and hard_limit("CORE") > 2**20


CONDITIONS: dict[str, Callable[[], bool]] = {
    "take the processor": lambda: hard_limit("RTPRIO") > 0,
    "take much memory": lambda: hard_limit("AS") > 8 << 30,
    "lock a page": lambda: hard_limit("MEMLOCK") >= 4096,
    "make a queue": lambda: Path("/proc/sys/fs/mqueue").exists(),
    "leave a core": cores_are_files,
}


def test_every_attack_has_its_layer():
    """Whatever is refused is refused by a layer that a row above names."""
    assert (
        set(ATTACKS) - {attack for layers, _, attack in ROWS for attack in layers.attacks} == TABLE["UNSHOWN"]
    )


def test_every_layer_has_a_row():
    SWITCHES["add_rights"](SWITCHES["SWITCHES"])
    shown = {layers.layer for layers, _, _ in ROWS} | set(TABLE["ELSEWHERE"])
    assert set(SWITCHES["SWITCHES"]) == shown


@pytest.mark.parametrize("layer", TABLE["NOTICED"])
def test_the_selftest_notices(rig, layer):
    if layer.startswith("limit ") and hard_limit(layer.removeprefix("limit ")) <= 64:
        pytest.skip("the limit is as low without us")
    questions = [{"off": [name]} for name in TABLE["NOTICED"]]  # all at once: the rig answers once only
    answers = rig("layers.py", cases=["learn the folder"], questions=questions)
    answer = dict(zip(TABLE["NOTICED"], answers, strict=True))[layer]
    holes = answer["outcomes"]["learn the folder"]["holes"]
    assert any(hole.startswith(TABLE["NOTICED"][layer]) for hole in holes), holes


@pytest.mark.parametrize(("layer", "user", "field", "confined", "bare"), TABLE["SEEN"])
def test_the_kernel_sees_a_missing_layer(rig, layer, user, field, confined, bare):
    """Another layer stands before every attack: what would be left for it is seen from outside."""
    seen = {
        name: rig("layers.py", who=who(user), off=off, cases=["wait"])["outcomes"]["wait"]["seen"][field]
        for name, off in (("confined", []), ("bare", [layer]))
    }
    assert seen["confined"] == confined
    assert seen["bare"] != confined
    assert bare is None or seen["bare"] == bare


def test_moving_between_folders_needs_no_right_to_be_refused(rig):
    """Landlock always refuses it unless a rule grants it, handled or not: the one right that is so."""
    if landlock.version() < 2:
        pytest.skip("this kernel's Landlock does not know the right")
    others = ["calls: names", "right: make_dir", "right: make_reg", "right: remove_file"]
    for off in (others, [*others, "right: refer"]):
        outcome = rig("layers.py", off=off, cases=["move to another folder"])["outcomes"]
        assert "cross-device" in str(outcome["move to another folder"]["value"])
    off = ["calls: names", "landlock"]
    outcome = rig("layers.py", off=off, cases=["move to another folder"])["outcomes"]
    assert came_through(outcome["move to another folder"])


SERVER = """
    import json, os, runpy, sys, time
    sys.path.insert(0, sys.argv[1])
    runpy.run_path(sys.argv[2])["switch_off"](json.loads(sys.argv[3]))
    from autograder.sandbox import Confinement, Policy
    confinement = Confinement.prepare(Policy(("/dev/null",), 3 << 30, 60))
    requests, _ = os.pipe()
    server = os.getpid()
    if os.fork() == 0:
        try:
            confinement.enter((requests, int(sys.argv[4])))
        except Exception as error:
            os.write(4, f"refused: {error}".encode())
            os._exit(1)
        os.write(4, b"inside")
        deadline = time.monotonic() + 5
        while os.getppid() == server and time.monotonic() < deadline:
            time.sleep(0.01)
        os.write(4, b", outlived it")
        os._exit(0)
    os.close(int(sys.argv[4]))
    sys.stdin.read()
    os._exit(0)
"""


def end_a_server(root: Path, off: list[str]) -> str:
    """End a server whose child is confined but for some layers; return all that the child says."""
    missing = obstacles(inspect_platform())
    if missing:
        pytest.skip(f"this machine cannot confine: {missing}")
    reader, writer = os.pipe()
    arguments = [str(root), str(RIG / "switches.py"), json.dumps(off), str(writer)]
    command = [sys.executable, "-c", textwrap.dedent(SERVER), *arguments]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(writer,))
    os.close(writer)
    first = os.read(reader, 1000)
    server.communicate(timeout=20)
    with open(reader, "rb") as rest:
        return (first + rest.read()).decode()


def test_without_the_death_signal_a_child_outlives_its_server(pytestconfig):
    assert end_a_server(pytestconfig.rootpath, []) == "inside"
    assert end_a_server(pytestconfig.rootpath, ["die with the server"]) == "inside, outlived it"


def test_without_no_new_privileges_nothing_can_be_entered(pytestconfig):
    """Landlock and the filter ask for it, so its absence cannot go unnoticed."""
    assert "refused: confinement" in end_a_server(pytestconfig.rootpath, ["no new privileges"])
