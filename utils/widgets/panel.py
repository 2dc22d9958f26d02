"""The controls around a problem. Every change goes through `Panel.go`; the state decides, not the sliders."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]
import numpy as np

from utils.messages import Tone, box, inline
from utils.widgets import drawing, html
from utils.widgets.model import Array, Problem, State, random_weights

MANY = 20
ROWS = ("x₀", "x₁", "bias")
COLUMNS = "2em repeat(3, minmax(190px, 1fr))"
WEIGHTS = np.linspace(-3, 3, 601).round(2)
POWERS = 10.0 ** np.linspace(-4, 0, 41)  # with λ and the step at most 1, no step overshoots the penalty


class Slider:
    """A slider over given values, moved by hand or by the state.

    The browser answers every value set here with the one it shows. Over real numbers that is a rounded one,
    which comes back as if the user had chosen it, perhaps after the state has moved on. So the slider counts
    places; and where the state lies between two, or outside, it stands at the nearest.

    Parameters
    ----------
    name : str
        What stands before it.
    values : array
        What may be chosen, ascending.
    readout : str
        Format of the value shown behind it; without one, none is shown.
    width : str
        As CSS; without one, what room there is.
    """

    def __init__(self, name: str, values: Array, readout: str = "", width: str = "") -> None:
        self.values = values
        room = w.Layout(width=width) if width else w.Layout(flex="1 1 auto", min_width="0", width="auto")
        self.control = w.SelectionSlider(
            options=[f"{value:{readout or '.2f'}}" for value in values],
            description=name,
            readout=bool(readout),
            style={} if width else {"description_width": "3.7em"},
            layout=room,
        )

    def show(self, value: float) -> None:
        """Move to the place nearest to a value."""
        self.control.index = int(np.abs(self.values - value).argmin())


class Panel:
    """Sliders, buttons, the plane and the table of one problem.

    Parameters
    ----------
    problem : Problem
        The points and the losses.
    state : State
        Where to begin.
    """

    def __init__(self, problem: Problem, state: State) -> None:
        self.problem, self.state = problem, state
        self._rng = np.random.default_rng(0)
        self._setting = False
        self.kind = w.ToggleButtons(
            options=list(problem.losses),
            tooltips=["Weston-Watkins hinge, margin 1", "cross-entropy"],
            style={"button_width": "84px"},
            layout=w.Layout(width="auto"),
        )
        self.reg = Slider("penalty λ", np.array([0.0, *POWERS]), ".4f", "290px")
        self.rate = Slider("step size", POWERS[10:], ".3f", "290px")
        self.weights = [[Slider(f"W[{row}, {c}]", WEIGHTS) for c in range(3)] for row in range(3)]
        self.labels = [[w.HTML(layout=w.Layout(width="104px")) for _ in range(3)] for _ in range(3)]
        self.plane = w.Image(format="png", layout=w.Layout(width="390px", height="390px"))
        self.table, self.totals, self.message = w.HTML(), w.HTML(), w.HTML()
        self.step = _button("one step", "arrow-down", "One step of gradient descent")
        self.repeat = _button(f"{MANY} steps", "fast-forward", f"{MANY} steps of gradient descent")
        self.random = _button("randomize", "random", "Draw new weights")
        self.lecture = _button("lecture's weights", "undo", "Back to the weights and the λ that S1 prints")
        self.play = w.Play(min=0, max=100_000, interval=150, show_repeat=False)
        self.box = self._arrange()
        self._connect()
        self.go(lambda state: state)

    def go(self, change: Callable[[State], State]) -> None:
        """Change the state and show everything anew; if a loss cannot be computed, keep the old one."""
        before = self.state
        try:
            self.state = change(before)
            self._show()
        except NotImplementedError:
            name = getattr(self.problem.losses[self.state.kind], "__name__", self.state.kind)
            self._go_back(
                before, "waiting", f"This part waits for `{name}`. Write it, then run this cell again."
            )
        except Exception as error:  # a student's function may raise anything; here nobody else would say so
            self._go_back(before, "bad", f"{type(error).__name__}: {error}")

    def _go_back(self, before: State, tone: Tone, text: str) -> None:
        self.state = before
        self.play.playing = False
        self._set_controls()
        self.message.value = box(inline(text), tone)

    def _show(self) -> None:
        reading = self.problem.read(self.state)
        self.plane.value = drawing.picture(self.problem, self.state, reading)
        self.table.value = html.table(self.problem, reading)
        self.totals.value = html.totals(reading)
        for labels, *numbers in zip(self.labels, self.state.W, reading.gradient, strict=True):
            for label, weight, slope in zip(labels, *numbers, strict=True):
                label.value = html.weight(weight, slope)
        self.message.value = ""
        self._set_controls()

    def _set_controls(self) -> None:
        """Move the controls to where the state is, without taking that for a wish of the user."""
        self._setting = True
        try:
            self.kind.value = self.state.kind
            self.reg.show(self.state.reg)
            self.rate.show(self.state.rate)
            for sliders, values in zip(self.weights, self.state.W, strict=True):
                for slider, value in zip(sliders, values, strict=True):
                    slider.show(value)
        finally:
            self._setting = False

    def _connect(self) -> None:
        self._observe(self.kind, "value", lambda state, kind: replace(state, kind=kind))
        self._observe_slider(self.reg, lambda state, value: replace(state, reg=value))
        self._observe_slider(self.rate, lambda state, value: replace(state, rate=value))
        for row, sliders in enumerate(self.weights):
            for c, slider in enumerate(sliders):
                self._observe_slider(slider, _weight_at(row, c))
        self.step.on_click(lambda _: self.go(self.problem.descend))
        self.repeat.on_click(lambda _: self.go(lambda state: self.problem.descend(state, MANY)))
        self.random.on_click(lambda _: self.go(lambda state: replace(state, W=random_weights(self._rng))))
        self.lecture.on_click(lambda _: self.go(State.of_the_lecture))
        self.play.observe(self._tick, "value")

    def _observe_slider(self, slider: Slider, change: Callable[[State, float], State]) -> None:
        self._observe(
            slider.control, "index", lambda state, index: change(state, float(slider.values[index]))
        )

    def _observe(self, control: Any, trait: str, change: Callable[[State, Any], State]) -> None:
        def moved(event: dict[str, Any]) -> None:
            if not self._setting:
                self.go(lambda state: change(state, event["new"]))

        control.observe(moved, trait)

    def _tick(self, event: dict[str, Any]) -> None:
        if event["new"] > event["old"]:  # stopping sets it back to 0
            self.go(self.problem.descend)

    def _arrange(self) -> Any:
        settings = w.HBox([self.kind, self.reg.control, self.rate.control], layout=_row())
        reading = w.VBox(
            [self.table, self.totals], layout=w.Layout(justify_content="center", flex="1 1 auto")
        )
        view = w.HBox([self.plane, reading], layout=_row())
        cells = [w.HTML(""), *(w.HTML(html.heading(c)) for c in range(3))]
        for name, sliders, labels in zip(ROWS, self.weights, self.labels, strict=True):
            cells.append(w.HTML(name))
            cells += [w.HBox([slider.control, label]) for slider, label in zip(sliders, labels, strict=True)]
        grid = w.GridBox(cells, layout=w.Layout(grid_template_columns=COLUMNS, grid_gap="0 18px"))
        buttons = w.HBox([self.step, self.repeat, self.play, self.random, self.lecture], layout=_row())
        return w.VBox([settings, view, grid, buttons, self.message], layout=w.Layout(max_width="980px"))


def _weight_at(row: int, c: int) -> Callable[[State, Any], State]:
    return lambda state, value: state.with_weight((row, c), value)


def _row() -> Any:
    return w.Layout(flex_flow="row wrap", align_items="center")


def _button(text: str, icon: str, tip: str) -> Any:
    return w.Button(description=text, icon=icon, tooltip=tip, layout=w.Layout(width="auto"))
