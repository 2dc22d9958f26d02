"""The section "wire" of the table: every row is there, and the same function gives the same on both sides."""

import numpy as np

from benchmarks import wire


def test_each_load_has_its_rows():
    found = list(wire.rows(quick=True))
    small, *large = (load.what for load in wire.loads(quick=True))
    kinds = ["pipe", "call", "callback"]
    assert [row.what for row in found] == [
        *(f"{kind}: {small}" for kind in kinds),
        *(f"{kind}: {what}" for what in large for kind in kinds[:2]),
    ]
    assert all(row.ratio and row.goal == "at most 1" for row in found)
    assert all(bool(row.why) != row.reached for row in found)
    assert all("calls/s" in row.ours + row.peer for row in found[:3])
    assert all("MB/s" in row.ours and "MB/s" in row.peer for row in found[3:])


def test_both_sides_return_what_the_function_does():
    x = np.linspace(-1, 1, 7)
    with wire.peer() as peer, wire.pipe_alone() as pipe:
        for call in (peer, pipe):
            assert wire.same(call("affine", 2.0, 1.0, x), 2.0 * x + 1.0)
            assert wire.same(call("negative", x), -x)


def test_another_bit_is_another_result():
    assert not wire.same(np.zeros(2), -np.zeros(2))
    assert not wire.same(np.zeros(2), np.zeros(3))
    assert not wire.same(np.zeros(2), np.zeros(2, np.float32))
