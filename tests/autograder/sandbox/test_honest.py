"""What honest submissions do must still work inside."""

import runpy
from pathlib import Path

import pytest

HONEST = runpy.run_path(str(Path(__file__).with_name("rig") / "honest.py"))["CASES"]


@pytest.mark.parametrize("name", HONEST)
def test_honest_code_works(rig, name):
    answer = rig("honest.py")
    assert "error" not in answer, answer
    assert answer["outcomes"][name]["value"] == "ok"


def test_table_leaves_no_function_out(rig):
    assert set(rig("honest.py")["outcomes"]) == set(HONEST)


def test_process_isolation_runs_honest_code_too(rig):
    cases = ["matmul", "figure", "read_granted"]
    answer = rig("honest.py", isolation="process", facts={"landlock": -38, "seccomp": False}, cases=cases)
    assert answer["description"] == "none: process only"
    assert {outcome["value"] for outcome in answer["outcomes"].values()} == {"ok"}
    assert all(outcome["holes"] == [] for outcome in answer["outcomes"].values())
