"""The pages in a browser: accessible, never wider than a phone, sorted and filtered by keyboard, quick."""

import importlib.util
import os
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.course import find_course
from autograder.render.pages import class_report, student_page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

SPEC = importlib.util.spec_from_file_location("made_reports", Path(__file__).parents[1] / "made_reports.py")
MADE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MADE)

COURSE = find_course(Path(__file__))
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1366, "height": 900}
SERIOUS = ("serious", "critical")
BUSY_MS = 1_000  # how long loading, sorting and filtering may keep the page busy, beside other tests
TIMED = """() => {{
  const start = performance.now();
  {act};
  document.body.offsetHeight;
  return performance.now() - start;
}}"""


def odd_student():
    """A report with something of everything: wrong, partly right, not there, ours, and odd."""
    changed = {
        "svm_loss_naive": MADE.result("svm_loss_naive", 0.0, 6.0, MADE.HINTS[1], "Your gradient is wrong."),
        "softmax_loss_naive": MADE.result("softmax_loss_naive", 2.0, 6.0, MADE.HINTS[0]),
        "train": MADE.result("train", 0.0, 6.0, MADE.HINTS[3]),
    }
    books = {
        "knn": MADE.lost(COURSE, "knn", "missing"),
        "perceptron": MADE.lost(COURSE, "perceptron", "error"),
    }
    warnings = ("losses: cell 26 (`while True:`) took longer than 10 s and was skipped", "ignored: notes.txt")
    return MADE.report(COURSE, "Ada Lovelace", changed, warnings, books)


def hostile_students():
    for place, text in enumerate(MADE.HOSTILE):
        changed = {"train": MADE.result("train", 0.0, 6.0, text, f"{place} {text} `{text}`")}
        yield MADE.report(COURSE, text, changed, (f"losses: {text}",))


PAGES = {
    "student": lambda: student_page(odd_student(), COURSE),
    "best student": lambda: student_page(MADE.report(COURSE), COURSE),
    "class": lambda: class_report(
        [odd_student(), *hostile_students(), *MADE.many(COURSE, 40)], COURSE, MADE.ASSIGNMENT
    ),
}


@pytest.fixture(scope="module")
def axe(chromium: Any) -> Any:
    """What looks for barriers in a page."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        if os.environ.get("REQUIRE_BROWSER"):
            raise
        pytest.skip("axe-playwright-python is not installed")
    return Axe()


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    for name, page in PAGES.items():
        (folder / f"{name}.html").write_text(page(), encoding="utf-8")
    for place, report in enumerate(hostile_students()):
        (folder / f"hostile {place}.html").write_text(student_page(report, COURSE), encoding="utf-8")
    return {path.stem: path.as_uri() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a class of a thousand."""
    path = tmp_path_factory.mktemp("thousand") / "index.html"
    path.write_text(class_report(MADE.many(COURSE, 1_000), COURSE, MADE.ASSIGNMENT), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def listening(page: Any) -> list[str]:
    """What the page complains about, or asks for."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on(
        "request", lambda request: said.append(request.url) if not request.is_navigation_request() else None
    )
    return said


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(axe, page, addresses, listening, name, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(addresses[name])
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS] == []
    assert listening == []


def test_axe_would_find_something(axe, page, addresses):
    page.goto(addresses["student"])
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert [one["id"] for one in axe.run(page).response["violations"]] == ["html-has-lang"]


def test_no_page_is_wider_than_a_phone(page, addresses, listening):
    page.set_viewport_size(PHONE)
    for name, address in addresses.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(
            "document.querySelectorAll('section').forEach(s => s.style.contentVisibility = 'visible')"
        )
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], name
        beyond = page.evaluate(
            """[...document.querySelectorAll('main *')].filter(one => {
                const box = one.getBoundingClientRect();
                return box.width && box.right > innerWidth + 1 && !one.closest('svg');
            }).map(one => one.outerHTML.slice(0, 200))"""
        )
        assert beyond == [], name
    assert [text for text in listening if "alert" in text or "dialog" in text] == []


def test_the_table_is_sorted_by_keyboard(page, addresses):
    page.goto(addresses["class"])
    head = page.locator("#table th", has_text="total")
    head.get_by_role("button").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    totals = [float(text.replace("–", "-1")) for text in page.locator("#table td.sum").all_inner_texts()]
    assert totals == sorted(totals, reverse=True)
    assert len(set(totals)) > 10
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.locator("#table [aria-sort]").count() == 1
    assert [float(text.replace("–", "-1")) for text in page.locator("td.sum").all_inner_texts()] == totals[
        ::-1
    ]
    page.locator("#table th", has_text="student").first.get_by_role("button").press("Enter")
    names = page.locator("#table tbody th a").all_inner_texts()
    ours = [name for name in names if re.fullmatch(r"student\d+", name)]
    assert ours == sorted(ours)
    assert len(ours) == 40


def test_the_table_is_filtered_by_keyboard(page, addresses):
    page.goto(addresses["class"])
    everybody = page.locator("#table tbody tr:visible")
    count = everybody.count()
    page.get_by_label("Name or remark").focus()
    page.keyboard.type("STUDENT001 transposed")
    rows = everybody.all_inner_texts()
    assert 0 < len(rows) < 10
    assert all("student001" in row and "transposed" in row for row in rows)
    assert page.get_by_role("status").inner_text() == f"{len(rows)} of {count}"
    page.get_by_label("Name or remark").fill("")
    page.get_by_role("combobox", name="Show").select_option("to look at")
    looked_at = everybody.count()
    listed = page.locator(".looks > li > a")
    assert 0 < looked_at == listed.count() < count
    page.get_by_role("combobox", name="Show").select_option("full marks")
    assert all(row.split()[-1] == "100%" for row in everybody.all_inner_texts())
    page.get_by_role("combobox", name="Show").select_option("everybody")
    assert everybody.count() == count


def test_the_first_key_leads_to_the_results(page, addresses):
    for name in ("student", "class"):
        page.goto(addresses[name])
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
        assert page.locator(".skip").bounding_box()["x"] == 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_everything_is_there_without_the_script(chromium, addresses):
    context = chromium.new_context(java_script_enabled=False)
    try:
        plain = context.new_page()
        plain.goto(addresses["class"])
        assert plain.locator("#table tbody tr:visible").count() > 40
        assert not plain.locator("#filter").is_visible()
        assert plain.get_by_role("button").count() == 0
    finally:
        context.close()


def test_a_dark_screen_prints_dark_ink_on_paper(page, addresses):
    for name in ("student", "class"):
        page.emulate_media(color_scheme="dark", media="screen")
        page.goto(addresses[name])
        assert lightness(page, "color") > 0.7 > 0.3 > lightness(page, "backgroundColor")
        page.emulate_media(color_scheme="dark", media="print")
        assert lightness(page, "color") < 0.3


def lightness(page: Any, which: str) -> float:
    color = page.evaluate(f"getComputedStyle(document.body).{which}")
    return sum(map(int, re.findall(r"\d+", color)[:3])) / (3 * 255)


def test_a_picture_has_a_name_and_its_text_is_text(page, addresses):
    page.goto(addresses["class"])
    for size, kind in ((DESKTOP, "wide"), (PHONE, "narrow")):
        page.set_viewport_size(size)
        picture = page.get_by_role("img", name=re.compile("Histogram of .* scores"))
        assert picture.count() == 1
        assert picture.locator("xpath=..").get_attribute("class") == kind
        sizes = picture.locator("text").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert len(sizes) > 8
        assert min(sizes) > 9  # pixels
        fills = picture.locator("text").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
        assert "rgb(0, 0, 0)" not in fills  # the page's colours, not the picture's own


def test_a_thousand_students_are_quick(page, thousand, listening):
    loaded = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    times = {"load": min([page.goto(thousand) and page.evaluate(loaded) for _ in range(3)])}
    page.locator("#students").scroll_into_view_if_needed()
    for name, act in {
        "sort by total": "document.querySelectorAll('#table button')[5].click()",
        "sort by name": "document.querySelectorAll('#table button')[0].click()",
        "filter": "words.value = 'student01'; words.dispatchEvent(new Event('input'))",
        "everybody": "words.value = ''; words.dispatchEvent(new Event('input'))",
    }.items():
        times[name] = min(page.evaluate(TIMED.format(act=act)) for _ in range(3))  # others are at work
    assert page.locator("#table tbody tr:visible").count() == 1_000
    assert {name: time for name, time in times.items() if time > BUSY_MS} == {}
    assert listening == []
