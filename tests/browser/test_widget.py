"""The interactive classifier in a browser: it appears, and a slider moved there changes the numbers."""

import re
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]  # one JupyterLab for all

SHOW = """\
import numpy as np

import datasets
from utils import when_ready, widgets

points = datasets.load("nine_points")
with when_ready():
    widgets.linear_classifier_2d(
        points.X, points.y, svm=svm_loss_vectorized, softmax=softmax_loss_vectorized
    )"""


@pytest.fixture
def panel(page: Any, lab: Any, solution: Any, tmp_path: Any) -> Any:
    """The panel in a notebook that has the reference losses."""
    sources = [solution("svm_loss_vectorized"), solution("softmax_loss_vectorized"), SHOW]
    path = tmp_path / "panel.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=list(map(new_code_cell, sources)), metadata=kernel), path)
    book = lab.open(page, path)
    book.run_all()
    shown = book.cell("widgets.linear_classifier_2d").locator(".jp-OutputArea")
    shown.get_by_text("data loss").wait_for()
    return shown


def test_the_panel_follows_slider_buttons_and_choice(page, panel, tmp_path):
    def total() -> float:
        text = panel.get_by_text("data loss").inner_text()
        return float(text.rpartition("total")[2])

    def wait_for_another(old: float) -> float:
        line = panel.get_by_text("data loss")
        line.filter(has_not_text=re.compile(rf"total {old:.2f}")).wait_for()
        return total()

    panel.get_by_text("data loss").scroll_into_view_if_needed()
    assert total() == 1.19
    panel.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "panel.png")

    handle = panel.locator(".widget-slider", has_text="W[0, 0]").locator(".noUi-handle")
    handle.focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    panel.locator("b", has_text="1.63").wait_for()  # 60 hundredths later
    moved = wait_for_another(1.19)

    panel.get_by_role("button", name="20 steps").click()
    descended = wait_for_another(moved)
    assert descended < moved

    panel.locator(".widget-play button").first.click()
    played = wait_for_another(descended)
    panel.locator(".widget-play button").first.click()  # the same button pauses
    panel.get_by_role("button", name="softmax").click()
    wait_for_another(played)
    page.screenshot(path=tmp_path / "softmax.png")

    panel.get_by_role("button", name="lecture's weights").click()
    panel.get_by_role("button", name="SVM").click()
    panel.get_by_text("total 1.19").wait_for()
