"""The interactive linear classifier of S1, on the student's own losses."""

import sys
from base64 import b64encode
from importlib.util import find_spec
from typing import Any

from numpy.typing import ArrayLike

from utils.widgets import drawing
from utils.widgets.model import Loss, Problem, Reading, State


def linear_classifier_2d(X: ArrayLike, y: ArrayLike, *, svm: Loss, softmax: Loss) -> None:
    """Show points, a linear classifier with its nine weights to move, and what it costs.

    In Jupyter this is a live panel. Everywhere else, and without ipywidgets, it is a figure with the same
    points, table and totals. The data loss and its gradient come from the functions given; the penalty is
    added without the biases, as in S1's demo.

    Parameters
    ----------
    X : array, shape (N, 2)
        Points, without the column of ones.
    y : array of int, shape (N,)
        Labels 0 to 2.
    svm, softmax : callable
        Each takes (W, X, y, reg), with W of shape (3, 3), biases in the last row, and a column of ones in X;
        returns the loss and its gradient.
    """
    problem = Problem(X, y, {"SVM": svm, "softmax": softmax})
    state = problem.start()
    reading = problem.read(state)  # an empty exercise raises here, before anything is shown
    if _live():
        _show_panel(problem, state, reading)
    else:
        drawing.still_figure(problem, state, reading)


def _live() -> bool:
    """Whether there is a kernel for the controls to talk to, and ipywidgets to make them."""
    ipython = sys.modules.get("IPython")
    kernel = ipython and getattr(ipython.get_ipython(), "kernel", None)
    return bool(kernel) and find_spec("ipywidgets") is not None


def _show_panel(problem: Problem, state: State, reading: Reading) -> None:
    """Display the panel, and in the same output a picture for pages that can show no panel.

    A kernel cannot know whether anybody is watching: a notebook may be executed without a browser, or read
    on a page without a kernel. A page shows the richest form it knows: Jupyter the panel, others the picture.
    """
    from IPython.display import display

    from utils.widgets.panel import Panel

    bundle: dict[str, Any] = Panel(problem, state).box._repr_mimebundle_()
    bundle["text/plain"] = f"An interactive linear classifier; total loss {reading.total:.2f} to begin with."
    bundle["image/png"] = b64encode(drawing.still(problem, state, reading)).decode()
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
