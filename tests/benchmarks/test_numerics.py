"""The numerics section in small: who races whom, that all compute the same, and what a row says."""

import numpy as np
import pytest

from benchmarks import numerics

PEERS = {  # PyTorch is beside all of them where it is installed
    "kNN distances, 500 x 50 x 3072": ["scikit-learn"],
    "SVM loss and gradient, 500 x 3072 x 10": ["autograd"],
    "softmax loss and gradient, 500 x 3072 x 10": ["scikit-learn", "autograd"],
    "two-layer net, a step, batch 200, 3072-100-10": ["scikit-learn", "autograd"],
    "`autodiff`, gradient of a net, 784 - 100 - 10, tanh, batch 200": ["autograd"],
    "`autodiff`, gradient of a net, 784 - 100 - 10, relu, batch 200": ["autograd"],
}


def with_last(results, value):
    """Return results with another last entry in the last array."""
    *others, last = results
    last = np.array(last)
    last[(-1,) * last.ndim] = value
    return [*others, last]


def test_every_problem_has_a_row_for_each_peer():
    found = list(numerics.rows(quick=True))  # raises where a peer computes something else
    raced = [(row.what, row.peer.rpartition(", ")[2]) for row in found if row.ratio]
    extra = [numerics.TORCH] if numerics.torch else []
    assert raced == [(name, peer) for name, peers in PEERS.items() for peer in [*peers, *extra]]
    for row in found:
        if row.ratio:
            assert row.goal == "at most 1"
            assert row.reached == (row.ratio.median <= 1)
    missing = [row for row in found if not row.ratio]
    assert [row.markdown() for row in missing] == (
        [] if numerics.torch else ["| PyTorch | not installed |  |  |  |  |"]
    )
    assert all("make peers" in row.why for row in missing)


@pytest.mark.parametrize("place", range(len(PEERS)), ids=list(PEERS))
def test_a_peer_that_computes_something_else_is_refused(place):
    problem = list(numerics.problems(quick=True))[place]
    result = problem.ours()
    same = numerics.Problem(problem.name, lambda: result, {}, [], "")
    numerics.check_same(same, {"copy": lambda: with_last(result, np.array(result[-1]).flat[-1])})
    for wrong in (np.array(result[-1]).flat[-1] + 1e-6, np.nan):
        with pytest.raises(ValueError, match="wrong computes something else"):
            numerics.check_same(same, {"wrong": lambda value=wrong: with_last(result, value)})
    with pytest.raises(ValueError, match="shorter"):
        numerics.check_same(same, {"one less": lambda: result[:-1]})


def test_a_step_of_the_net_goes_on_from_the_last():
    net = numerics.net_step(20, 30, 10, 3)
    peers = {name: work for name, work in net.peers.items() if numerics.torch or name != numerics.TORCH}
    first = [np.array(one) for one in net.ours()]
    assert all(np.abs(a - b).max() > 0 for a, b in zip(first, net.ours(), strict=True))
    for work in peers.values():
        work()
        work()
    numerics.check_same(net, peers)  # the third step of each


def test_all_run_equally_often_and_take_turns_to_be_first():
    calls = []
    actions = {name: lambda name=name: calls.append(name) for name in "abc"}
    seconds = numerics.cpu_turns(2, 3, actions)
    assert calls == list("abcbcacab") * 2
    assert {name: len(turns) for name, turns in seconds.items()} == {"a": 2, "b": 2, "c": 2}


def test_the_cause_is_said_once_and_only_where_a_peer_is_faster():
    big = np.ones((200, 200))
    work = {
        "nothing": lambda: [1.0],
        "nor this": lambda: [1.0],
        "more": lambda: [(big @ big @ big)[0, 0] / 4e4],
    }

    def ours():
        return [(big @ big)[0, 0] / 200]

    problem = numerics.Problem("a product", ours, work, [(big, big)], "it is large")
    rows = list(numerics.race(problem, turns=3, rounds=3))
    assert [row.reached for row in rows] == [False, False, True]
    assert [row.why.endswith("it is large") for row in rows] == [True, False, False]
    assert [bool(row.why) for row in rows] == [True, False, False]
