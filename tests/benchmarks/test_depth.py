"""The MNIST-1D experiment: small runs, stopped and continued, and what its page says."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from benchmarks import depth, depth_page
from datasets import cache
from datasets.mnist1d import load_mnist1d

ROOT = Path(__file__).resolve().parents[2]
FEW, RATE = 40, 0.01
RUNS = [depth.Run(layers, seed, FEW, RATE) for seed in (0, 1) for layers in depth.UNITS]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Point the cache at an empty folder, and take made-up curves: those of the package need seconds."""
    X = np.random.default_rng(0).standard_normal((depth.EXAMPLES, 40))
    monkeypatch.setattr(depth, "curves", lambda examples: X[:examples])
    monkeypatch.setattr(depth, "SLICE", depth.EVERY)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def train(runs=RUNS, limit=10_000, processes=1):
    with ThreadPoolExecutor(processes) as pool:
        return depth.train(runs, limit, pool, processes)


def kept(place):
    found = {}
    for path in place.glob("benchmark-depth-*.npz"):
        with np.load(path) as arrays:
            found[path.name] = dict(arrays)
    return found


def same(first, second):
    return first.keys() == second.keys() and all(
        first[name].keys() == second[name].keys()
        and all(first[name][key].tobytes() == second[name][key].tobytes() for key in first[name])
        for name in first
    )


def test_a_run_is_plain_gradient_descent_on_one_batch(place):
    run = RUNS[1]
    net, X, y = depth.begin(run)
    errors = [depth.error(net, X, y)]
    while errors[-1] > 0:
        for _ in range(depth.EVERY):
            _, gradients = net.loss(X, y)
            net.params = {name: value - RATE * gradients[name] for name, value in net.params.items()}
        errors.append(np.mean(net.loss(X).argmax(axis=1) != y))
    assert len(errors) > 2
    np.testing.assert_array_equal(train([run])[run], errors)
    (state,) = kept(place).values()
    for name, value in net.params.items():
        np.testing.assert_allclose(state[name], value, rtol=1e-12, atol=1e-14)


def test_how_often_a_run_is_kept_changes_nothing(place, monkeypatch, tmp_path):
    often = train()
    states = kept(place)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "again"))
    monkeypatch.setattr(depth, "SLICE", 4 * depth.EVERY)
    seldom = train()
    assert {(len(errors) - 1) % 4 for errors in often.values()} != {0}  # some end within a longer slice
    assert {run: list(errors) for run, errors in seldom.items()} == {
        run: list(errors) for run, errors in often.items()
    }
    assert same(kept(tmp_path / "again"), states)


def test_the_nets_are_those_of_s3():
    for layers, printed in depth_page.S3_PARAMETERS.items():
        net, X, _ = depth.begin(depth.Run(layers, 0, FEW, RATE))
        size = sum(value.size for value in net.params.values())
        assert len(net.params) == 2 * (layers + 1)
        assert size == depth_page.parameters(layers) == {4: 15_319}.get(layers, printed)
        assert net.params["W1"].std() == pytest.approx(np.sqrt(2 / X.shape[1]), rel=0.05)


def test_the_nets_of_a_seed_learn_the_same_labels_and_every_seed_its_own():
    labels = {run: depth.begin(run)[2] for run in RUNS}
    for layers in depth.UNITS:
        for seed in (0, 1):
            same_seed = labels[depth.Run(layers, seed, FEW, RATE)] == labels[depth.Run(1, seed, FEW, RATE)]
            assert same_seed.all()
    assert (labels[RUNS[0]] != labels[RUNS[-1]]).any()
    assert set(np.unique(depth.begin(depth.Run(1, 0, 1000, RATE))[2])) == set(range(10))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_run_stopped_at_any_checkpoint_ends_as_an_undisturbed_one(after, place, monkeypatch, tmp_path):
    runs = RUNS[::3]
    undisturbed, states = train(runs), kept(place)
    assert len(states) == len(runs)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "again"))
    write, stops = cache.write, 0

    def stop_the_first_time(name, arrays):
        if after:
            write(name, arrays)
        raise KeyboardInterrupt

    for _ in range(200):
        monkeypatch.setattr(cache, "write", stop_the_first_time if stops % 2 == 0 else once(write))
        stops += 1
        try:
            found = train(runs)
            break
        except KeyboardInterrupt:
            continue
    assert stops > 3 * len(runs)
    assert {run: list(errors) for run, errors in found.items()} == {
        run: list(errors) for run, errors in undisturbed.items()
    }
    assert same(kept(tmp_path / "again"), states)


def once(write):
    """Return a `write` that works one time, and is stopped the next."""
    calls = []

    def inner(name, arrays):
        calls.append(name)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return write(name, arrays)

    return inner


def test_a_finished_run_is_not_trained_again(monkeypatch):
    first = train()
    monkeypatch.setattr(depth, "advance", lambda *_: pytest.fail("trained again"))
    assert {run: list(errors) for run, errors in train().items()} == {
        run: list(errors) for run, errors in first.items()
    }


def test_a_checkpoint_cut_off_is_begun_anew(place):
    whole = train(RUNS[:1])[RUNS[0]]
    (path,) = place.glob("benchmark-depth-*.npz")
    path.write_bytes(path.read_bytes()[:1000])
    np.testing.assert_array_equal(train(RUNS[:1])[RUNS[0]], whole)


def test_two_at_a_time_end_as_one_at_a_time(place, monkeypatch, tmp_path):
    train()
    alone = kept(place)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "two"))
    train(processes=2)
    assert same(kept(tmp_path / "two"), alone)


def test_a_limit_cuts_and_a_higher_one_goes_on(place, monkeypatch, tmp_path):
    run = RUNS[0]
    whole = train([run])[run]
    assert len(whole) > 4
    np.testing.assert_array_equal(train([run], limit=50)[run], whole[:3])  # of what is known already
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "again"))
    np.testing.assert_array_equal(train([run], limit=50)[run], whole[:3])  # from nothing
    assert depth_page.first_epoch(whole[:3]) is None
    np.testing.assert_array_equal(train([run])[run], whole)


def test_whatever_decides_the_result_has_a_checkpoint_of_its_own(monkeypatch):
    run = RUNS[0]
    others = [(2, 0, FEW, RATE), (1, 1, FEW, RATE), (1, 0, FEW + 1, RATE), (1, 0, FEW, RATE / 2)]
    names = {depth.checkpoint(each)[0] for each in (run, *(depth.Run(*other) for other in others))}
    X = depth.curves(FEW)
    monkeypatch.setattr(depth, "curves", lambda examples: X + 1e-9)
    names.add(depth.checkpoint(run)[0])
    monkeypatch.undo()
    loss = depth.net_class().loss

    def steeper(self, X, y=None):
        found = loss(self, X, y)
        return found if y is None else (found[0], {name: 2 * value for name, value in found[1].items()})

    monkeypatch.setattr(depth, "curves", lambda examples: X)
    monkeypatch.setattr(depth.net_class(), "loss", steeper)
    names.add(depth.checkpoint(run)[0])
    assert len(names) == len(others) + 3


def test_a_rate_far_too_large_is_said_in_words():
    with pytest.raises(FloatingPointError, match=r"seed 0, 1 hidden layer: no finite loss at epoch"):
        train([depth.Run(1, 0, FEW, 1e200)])


def test_a_cache_that_cannot_be_written_is_said(monkeypatch, capsys):
    monkeypatch.setattr(cache, "write", lambda *_: False)
    train(RUNS[:1])
    assert capsys.readouterr().err.count("cannot be written") == 1


def test_the_bar_ends_where_the_epochs_do(capsys):
    found = train()
    total = sum(depth.EVERY * (len(errors) - 1) for errors in found.values())
    last = capsys.readouterr().err.split("\r")[-1]
    assert f"{total}/{total}" in last
    assert f"{len(RUNS)} of {len(RUNS)} nets done" in last
    assert "epoch/s" in last


def test_the_guess_of_what_is_left_keeps_above_what_is_done():
    run = depth.Run(1, 0, depth.EXAMPLES, depth.RATE)
    begun, long = {"errors": np.array([0.9])}, {"errors": np.full(4001, 0.5)}
    assert depth.expected(run, begun, 10**6) == depth.EXPECTED[1]
    assert depth.expected(run, long, 10**6) == 110_000
    assert depth.expected(run, long, 100_000) == 100_000
    assert depth.expected(depth.Run(1, 0, depth.EXAMPLES, depth.RATE / 2), begun, 10**6) == 60_000


def curve(*steps):
    """Return errors that reach each level at its index."""
    return np.array(steps, float)


TWO = {  # on seed 0 the deeper net is faster to zero but not to 80 %, on seed 1 the other way round
    depth.Run(1, 0, FEW, RATE): curve(0.9, 0.8, 0.6, 0.4, 0.1, 0.04, 0.02, 0.0),
    depth.Run(2, 0, FEW, RATE): curve(0.9, 0.8, 0.5, 0.2, 0.0),
    depth.Run(1, 1, FEW, RATE): curve(0.9, 0.85, 0.8, 0.3, 0.0),
    depth.Run(2, 1, FEW, RATE): curve(0.9, 0.8, 0.5, 0.2, 0.0),
}


def test_the_first_epoch_at_a_level():
    errors = curve(0.9, 0.5, 0.6, 0.2, 0.0)
    levels = {0.95: 0, 0.6: 25, 0.5: 25, 0.49: 75, 0.0: 100}
    assert {level: depth_page.first_epoch(errors, level) for level in levels} == levels
    assert depth_page.first_epoch(errors[:4]) is None


def test_the_table_says_what_the_numbers_say():
    lines = list(depth_page.table(TWO, 1000))
    text = "\n".join(lines)
    assert f"numpy {np.__version__}" in text
    assert f"{FEW} examples, rate {RATE}" in text
    assert "2 seeds, at most 1,000 epochs" in " ".join(lines)
    assert "| 1 | 298 | 15,208 | 15,208 | 175 | 100 | 138 |" in lines
    assert "| 2 | 100 | 15,210 | 15,210 | 100 | 100 | 100 |" in lines
    assert "| 80 % | 25 to 50 | 25 | 1 of 2 seeds |" in lines
    assert "| 0 % | 100 to 175 | 100 | 1 of 2 seeds |" in lines
    assert "4 of 4 nets came to zero error." in lines
    assert "in fewer epochs on 1 of 2 seeds;" in text
    assert "differ\nby a factor of 1.5, those to zero by a factor of 1.4." in text
    widths = {line.count("|") for line in lines if line.startswith("|")}
    assert len(widths) == 2  # two tables, each as wide from top to bottom


def test_the_table_says_what_was_not_reached():
    cut = {run: errors[:5] for run, errors in TWO.items()}
    lines = list(depth_page.table(cut, 100))
    assert "| 1 | 298 | 15,208 | 15,208 | not reached | 100 |  |" in lines
    assert "| 0 % | 1 of 2 never | 100 | 1 of 2 seeds |" in lines
    assert "3 of 4 nets came to zero error." in lines
    assert not any("factor" in line for line in lines)


def test_the_misprint_is_named():
    lines = list(depth_page.table({depth.Run(4, 0, FEW, RATE): curve(0.9, 0.0)}, 100))
    assert "| 4 | 63 | 15,319 | 15,139 (misprint) | 25 | 25 |" in lines


@pytest.mark.parametrize(
    "wrong",
    [["--seeds", "0"], ["--rate", "-1"], ["--rate", "nan"], ["--examples", "4001"], ["--epochs", "0"]],
)
def test_options_that_make_no_sense(wrong, capsys):
    with pytest.raises(SystemExit):
        depth.main(wrong)
    assert wrong[0] in capsys.readouterr().err.splitlines()[-1]


def test_the_limit_is_a_multiple_of_the_looks():
    assert [depth.options_of(["--epochs", each]).epochs for each in ("1", "25", "26")] == [25, 25, 50]


def test_the_help_teaches(capsys):
    with pytest.raises(SystemExit, match="0"):
        depth.main(["--help"])
    text = capsys.readouterr().out
    for words in (
        "random labels",
        "S3",
        "kill -9",
        "goes on from there",
        "--write docs/depth.md",
        "a day or more",
    ):
        assert words in text


def test_a_page_without_marks_is_refused_before_anything_is_trained(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    monkeypatch.setattr(depth, "train", lambda *_: pytest.fail("trained"))
    with pytest.raises(SystemExit, match="has no lines"):
        depth.main(["--write", str(page)])


def test_the_page_and_the_picture_are_written(tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{depth_page.MARK}old\n{depth_page.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(depth, "train", lambda *_: TWO)
    depth.main(["--write", str(page)])
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{depth_page.MARK}")
    assert text.endswith(f"{depth_page.END}\nafter\n")
    assert "old" not in text
    assert capsys.readouterr().out in text
    assert page.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def command(*options):
    settings = ["--seeds", "1", "--examples", "200", "--rate", "0.2", *options]
    return [sys.executable, "-m", "benchmarks.depth", *settings]


@pytest.mark.slow
def test_killed_for_good_and_continued_the_command_ends_as_undisturbed(place, tmp_path):
    """The whole command, with its processes; SIGKILL leaves it no moment to tidy up."""
    whole = {**os.environ, cache.VARIABLE: str(tmp_path / "whole")}
    undisturbed = subprocess.run(command(), cwd=ROOT, env=whole, capture_output=True, text=True, timeout=300)
    assert undisturbed.returncode == 0, undisturbed.stderr
    place.mkdir()
    (place / "mnist1d-1.npz").write_bytes((tmp_path / "whole" / "mnist1d-1.npz").read_bytes())
    for already in (0, 2):
        with subprocess.Popen(
            command("--processes", "2"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as running:
            wait_for_checkpoints(place, running, already)
            running.kill()
            # ends only when the processes it started have let go of it, too
            _, errors = running.communicate(timeout=60)
        assert b"Traceback" not in errors
    again = subprocess.run(command(), cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert again.stdout == undisturbed.stdout
    assert same(kept(place), kept(tmp_path / "whole"))


def wait_for_checkpoints(place, running, count):
    """Wait until more than so many nets have been kept."""
    for _ in range(1200):
        if len(list(place.glob("benchmark-depth-*.npz"))) > count:
            return
        assert running.poll() is None, running.stderr.read()
        time.sleep(0.05)
    pytest.fail("no checkpoint")


def test_the_page_reports_what_its_table_holds():
    page = (ROOT / "docs" / "depth.md").read_text(encoding="utf-8")
    result = page.partition(depth_page.MARK)[2].partition(depth_page.END)[0]
    rows = re.findall(r"^\| (\d) \| (\d+) \| ([\d,]+) \| ([\d,]+)[^|]*\|(.*)\|$", result, re.M)
    assert [int(row[0]) for row in rows] == list(depth.UNITS)
    for layers, units, count, printed, _ in rows:
        assert int(units) == depth.UNITS[int(layers)]
        assert int(count.replace(",", "")) == depth_page.parameters(int(layers))
        assert int(printed.replace(",", "")) == depth_page.S3_PARAMETERS[int(layers)]
    epochs = np.array([[int(cell.replace(",", "")) for cell in row[4].split("|")] for row in rows])
    seeds = epochs.shape[1] - 1
    np.testing.assert_allclose(epochs[:, :-1].mean(axis=1), epochs[:, -1], atol=0.51)
    held = (np.diff(epochs[:, :-1], axis=0) < 0).all(axis=0).sum()
    words = " ".join(result.split())
    assert f"in fewer epochs on {held} of {seeds} seed" in words
    early, late = map(float, re.findall(r"by a factor of (\d+\.\d)", words))
    assert held == seeds  # as the words below the table have it: each layer helps at the end,
    assert early < 1.5 < 3 < late  # and none at first
    assert (ROOT / "docs" / "depth.png").is_file()


@pytest.mark.slow
def test_the_numbers_of_the_page_in_small(monkeypatch):
    """On 1,000 examples half the rate takes about twice the epochs. Machines differ in the last digits."""
    X = load_mnist1d().X
    monkeypatch.setattr(depth, "curves", lambda examples: X[:examples])
    page = " ".join((ROOT / "docs" / "depth.md").read_text(encoding="utf-8").split())
    assert "900, 575, 425 and 400 epochs at the rate 0.2" in page
    assert "twice that at 0.1 (1,750, 975, 775, 675)" in page
    for rate, epochs in ((0.2, 400), (0.1, 675)):
        run = depth.Run(4, 0, 1000, rate)
        assert depth_page.first_epoch(train([run])[run]) == pytest.approx(epochs, rel=0.15)
