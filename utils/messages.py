"""Short messages that are HTML in Jupyter and plain text everywhere else."""

import html
import re
import sys
from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "waiting"]
CODE = '<code style="white-space:pre">{}</code>'
COLOURS: dict[Tone, str] = {"good": "#2a9d6f", "bad": "#d1495b", "waiting": "#8d99ae"}


def inline(text: str) -> str:
    """Return `text` as HTML: backticks and indented lines become code, line breaks stay."""
    lines = html.escape(text, quote=False).split("\n")
    shown = [CODE.format(line) if line.startswith("    ") else line for line in lines]
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", "<br>".join(shown))


def box(body: str, tone: Tone) -> str:
    """Return `body` (HTML) beside a coloured bar that reads well on light and dark themes."""
    style = f"border-left:4px solid {COLOURS[tone]};padding:.4em .9em;margin:.3em 0;line-height:1.5"
    return f'<div style="{style}">{body}</div>'


@dataclass(frozen=True)
class Message:
    """One message and its tone."""

    tone: Tone
    text: str

    def __repr__(self) -> str:
        """Return the plain text."""
        return self.text

    def _repr_html_(self) -> str:
        return box(inline(self.text), self.tone)


def show(message: object) -> None:
    """Display in a notebook, print anywhere else."""
    if _in_notebook():
        from IPython.display import display  # only where IPython is loaded anyway

        display(message)  # type: ignore[no-untyped-call]
    else:
        print(message)


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return bool(ipython and getattr(ipython.get_ipython(), "kernel", None))
