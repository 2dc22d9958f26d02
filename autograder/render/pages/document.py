"""One HTML document from a template: everything in it, nothing fetched, nothing allowed but its own style."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.render.pages.words import breakable, heading, link, name, prose
from autograder.render.table import number

TEMPLATES = Path(__file__).parent / "templates"
FILTERS = {function.__name__: function for function in (breakable, heading, link, name, number, prose)}


@cache
def environment() -> Environment:
    """Return jinja's environment: whatever is put into a template is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    return made


@cache
def asset(*names: str) -> Markup:
    """Return style sheets or scripts of the package, one after the other."""
    return Markup("\n".join((TEMPLATES / name).read_text(encoding="utf-8").strip() for name in names))


@cache
def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy of a page with this style sheet and this script, and no other."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_digest(style)}'; {scripts}base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def document(template: str, styles: tuple[str, ...], scripts: tuple[str, ...] = (), **values: Any) -> str:
    """Return a whole document.

    Parameters
    ----------
    template : str
        A file of the package that extends `page.html`.
    styles, scripts : tuple of str
        Files of the package.
    **values
        What the template shows.
    """
    style, script = asset(*styles), asset(*scripts)
    shown = {"style": style, "script": script, "policy": policy(style, script), **values}
    return environment().get_template(template).render(shown)
