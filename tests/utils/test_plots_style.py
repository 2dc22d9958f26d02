"""What the common look of the figures does besides the look."""

from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure

from utils import plots


def test_what_jupyter_shows_is_not_drawn_before_for_nothing(figures, monkeypatch):
    drawn = []
    monkeypatch.setattr(Figure, "draw", lambda figure, renderer: drawn.append(figure))
    figures.switch_backend("module://matplotlib_inline.backend_inline")
    figures.ion()
    try:
        plots.loss_curves({"a": [1.0, 2.0]})
        Gcf.draw_all()  # pyplot has this done after every cell
        assert drawn == []
        figures.title("changed by hand")
        Gcf.draw_all()
        assert drawn == [figures.gcf()]
    finally:
        figures.ioff()
        figures.switch_backend("Agg")
