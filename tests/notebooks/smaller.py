"""Notebooks in a smaller form: what their demonstrations ask for more often than a test has to.

A notebook without rows runs as it is. Rows pay for themselves where a cell takes more than half a second.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Row(NamedTuple):
    """What stands in a cell, exactly once, and what stands there in the smaller form."""

    cell: str
    old: str
    new: str


SMALLER = {
    "knn": (
        Row("data-figure", "[:3]", "[:1]"),
        Row("distance-matrix-figure", "pool.X[-100:]", "pool.X[-30:]"),
        Row("pair-costs-figure", "[30, 100, 300, 1000, 3000]", "[30, 100, 300]"),
        Row("pair-costs-figure", "6000 // size", "2000 // size"),
        Row("neighbours-figure", "pool.X[:4000], pool.y[:4000]", "pool.X[:1000], pool.y[:1000]"),
        Row("cross-validation-figure", "pool.X[:4000], pool.y[:4000]", "pool.X[:1000], pool.y[:1000]"),
        Row("test-accuracy", "pool.X[:4000], pool.y[:4000]", "pool.X[:1000], pool.y[:1000]"),
        Row("memory-figure", "[125, 250, 500, 1000, 2000, 4000, 8000]", "[125, 250, 500]"),
    ),
    "losses": (Row("timing-figure", "[25, 100, 400, 1600]", "[25, 100, 400]"),),
    "linear_classifier": (
        Row("images", "training.X[:20]", "training.X[:10]"),
        Row("images", "training.y[:20]", "training.y[:10]"),
        Row("blind-search", "training.y[:500], 500,", "training.y[:500], 50,"),
        Row("first-training", "0.003, reg=0.01, num_iters=600", "0.003, reg=0.01, num_iters=60"),
        Row("first-training", "0.03, reg=0.01, num_iters=600", "0.03, reg=0.01, num_iters=60"),
        Row("rates", "num_iters=300", "num_iters=30"),
        Row("batches", "images, pauses = 16_000, 20", "images, pauses = 1000, 20"),
        Row("batches", "(4000, 0.1)", "(1000, 0.1)"),
        Row("templates", "num_iters=500", "num_iters=50"),
        Row("film", "(0, 1, 10, 100, 1000)", "(0, 1, 10, 100)"),
        Row("grid", "num_iters=300", "num_iters=30"),
        Row("final", "training.X[:2000], training.y[:2000]", "training.X[:500], training.y[:500]"),
    ),
    "two_layer_net": (
        Row("tiny-figure", "range(20)", "range(2)"),
        Row("units-figure", "num_iters=3000", "num_iters=300"),
        Row("warp-figure", '"num_iters": 2000', '"num_iters": 200'),
        Row("penalty-figure", "num_iters=4000", "num_iters=400"),
        Row("shapes-train", ".split(8000, 1000, 1000)", ".split(2000, 1000, 1000)"),
        Row("shapes-train", "100, 10, weight_scale", "20, 10, weight_scale"),
        Row("shapes-train", "num_iters=1200", "num_iters=120"),
    ),
    "features": (
        Row("hue-classes-figure", "[:200]", "[:40]"),
        Row("codebook-figure", "BagOfVisualWords()", "BagOfVisualWords(16)"),
        Row("each-figure", "slice(0, 4000), slice(4000, 5000)", "slice(0, 400), slice(400, 500)"),
        Row("each-figure", "hog_and_hues(data.X)", "hog_and_hues(data.X[:1000])"),
        Row("each-figure", "data.X[:5000], [bag.encode]", "data.X[:500], [bag.encode]"),
        Row("each-figure", "data.X[:5000].reshape(5000, -1)", "data.X[:500].reshape(500, -1)"),
        Row("each-figure", "features[:5000]", "features[:500]"),
        Row("ladder", "half = 5000", "half = 500"),
        Row("ladder", "data.X.reshape(len(data.X), -1)", "data.X[:1000].reshape(1000, -1)"),
        Row("ladder", "hog_and_hues(data.X)", "hog_and_hues(data.X[:1000])"),
        Row("ladder", "start + 4000), slice(start + 4000", "start + 400), slice(start + 400"),
        Row("mistakes-figure", "[:4]", "[:2]"),
    ),
    "computational_graphs": (Row("ways-figure", "[1, 2, 3, 4, 6, 8, 12]", "[1, 2, 4]"),),
    "autodiff": (
        Row("peer-figure", "range(40)", "range(5)"),
        Row("closing-figure", "steps=600", "steps=60"),
    ),
    "deep_networks": (
        Row("depth-run", '"mnist1d").X[:1000]', '"mnist1d").X[:100]'),
        Row("depth-run", "size=1000", "size=100"),
    ),
    "optimizers": (
        Row("ground-figure", "slices_of((), 6, rng)", "slices_of((), 2, rng)"),
        Row("ground-figure", "slices_of((32, 32, 32), 6, rng)", "slices_of((32, 32, 32), 2, rng)"),
        Row("valley-figure", "frames=24", "frames=3"),
        Row("saddle-figure", "frames=30", "frames=3"),
        Row("gabor-figure", "frames=30", "frames=3"),
        Row("noise-figure", "learning_rate=0.5", "steps=100, learning_rate=0.5"),
    ),
    "schedules": (
        Row("sweep-figure", "np.geomspace(0.01, 1.9, 20)", "np.geomspace(0.01, 1.9, 4)"),
        Row("sweep-figure", "walk(rates, 300,", "walk(rates, 100,"),
    ),
    "second_order": (
        Row("map-starts", "np.linspace(2.0, 24.0, 5)", "np.linspace(2.0, 24.0, 3)"),
        Row("map-starts", "np.linspace(-8.0, 8.0, 5)", "np.linspace(-8.0, 8.0, 3)"),
        Row("cost-figure", "1000, 2000, 10_000, 100_000, 1_000_000", "10_000"),
        Row("basin-figure", "np.linspace(-10.0, 10.0, 25)", "np.linspace(-10.0, 10.0, 7)"),
        Row("basin-figure", "np.linspace(-4.0, 30.0, 25)", "np.linspace(-4.0, 30.0, 7)"),
    ),
    "training": (
        Row("race", "STEPS = 400", "STEPS = 80"),
        Row("search-figure", "num_steps=100", "num_steps=10"),
        Row("search-figure", 'setting["learning_rate"], 100)', 'setting["learning_rate"], 10)'),
        Row("gaps", "(dense(40, 10), 500)", "(dense(40, 10), 100)"),
        Row("gaps", "(dense(40, 100, 100, 10), 800)", "(dense(40, 100, 100, 10), 100)"),
        Row("gaps", "(sliding(), 500)", "(sliding(), 100)"),
        Row("final", "X_train[:2000], y_train[:2000]", "X_train[:500], y_train[:500]"),
        Row("closing-figure", "watched_training(net, 800,", "watched_training(net, 100,"),
    ),
}


def make_smaller(cells: Sequence[dict[str, Any]], rows: Sequence[Row]) -> None:
    """Change demonstrations in place.

    Raises
    ------
    LookupError
        If a text does not stand exactly once in a demonstration of that name: the row has to follow.
    """
    demonstrations = {
        cell["id"]: cell for cell in cells if "skip-execution" in cell["metadata"].get("tags", ())
    }
    for row in rows:
        source = "".join(demonstrations[row.cell]["source"]) if row.cell in demonstrations else ""
        if source.count(row.old) != 1:
            raise LookupError(f"{row.old!r} stands {source.count(row.old)} times in the cell {row.cell!r}.")
        demonstrations[row.cell]["source"] = source.replace(row.old, row.new)
