"""Words and numbers as the pages show them; whatever somebody else wrote is made harmless here."""

import re
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape

from autograder.plain import one_line, plain

CODE = re.compile(r"`([^`\n]+)`")
POINTS = re.compile(r" \(\d+(?:\.\d+)? points?\)")
LONGEST = 2_000
NAME = 120
REMEMBERED = 8_192  # texts: a class is told the same few thousand


@lru_cache(REMEMBERED)
def prose(text: str) -> Markup:
    """Return a message with `code` set as code.

    Examples
    --------
    >>> str(prose("`a < b` is false"))
    '<code>a &lt; b</code> is false'
    """
    clipped = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(plain(clipped).strip()))))


def plain_heading(text: str) -> str:
    """Return a notebook's heading without its points and its formulas' dollars.

    Examples
    --------
    >>> plain_heading("Question 1 (2 points): choose $k$")
    'Question 1: choose k'
    """
    return one_line(POINTS.sub("", text).replace("$", ""))


@lru_cache(REMEMBERED)
def heading(text: str) -> Markup:
    """Return a notebook's heading for a page."""
    return prose(plain_heading(text))


def assignment_title(name: str) -> str:
    """Return an assignment's name as a person writes it.

    Examples
    --------
    >>> assignment_title("a1_linear_classifiers"), assignment_title("project")
    ('Assignment 1: Linear classifiers', 'Project')
    """
    match = re.fullmatch(r"a(\d+)_(.+)", name)
    words = one_line((match[2] if match else name).replace("_", " "))
    words = words[:1].upper() + words[1:]
    return f"Assignment {match[1]}: {words}" if match else words


def breakable(identifier: str) -> Markup:
    """Return a name in code that may be broken after each underscore.

    Examples
    --------
    >>> str(breakable("svm_loss"))
    'svm_<wbr>loss'
    """
    return Markup(str(escape(one_line(identifier))).replace("_", "_<wbr>"))


def name(student: str) -> str:
    """Return a student's name on one line, harmless, and never empty."""
    return one_line(student, NAME) or "unnamed"


def link(student: str) -> str:
    """Return the address of a student's page beside the class report.

    Examples
    --------
    >>> link("Ada L")
    './Ada%20L.html'
    """
    return f"./{quote(f'{student}.html', safe='', errors='replace')}"


def counted(count: int, thing: str, things: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "test"), counted(1200, "test")
    ('1 test', '1,200 tests')
    """
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def sentence(text: str) -> str:
    """Return a remark with a capital letter and a full stop."""
    text = text.strip()
    closed = text if text.endswith((".", "!", "?", "…", ")")) else f"{text}."
    return closed[:1].upper() + closed[1:]
