"""Text that somebody else wrote, made harmless for a terminal, a file name, a spreadsheet."""

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # part of how some scripts are spelled
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Build logs obey these at the start of a line, which wrapping makes of any place; `x[::2]` is no command.
_COMMAND = re.compile(
    r"(:|##)(:(?:error|warning|notice|debug|group|endgroup|add-|remove-|set-|save-|stop-|echo)|\[|vso\[)",
    re.I,
)
_FORMULA = ("=", "+", "-", "@")
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
_NAME_BYTES = 120


def plain(text: str) -> str:
    """Replace control characters, escapes, direction overrides and lone surrogates; keep newlines."""
    if not text.isprintable():
        text = "".join(_harmless(character) for character in text)
    return _COMMAND.sub(r"\1 \2", text)


def _harmless(character: str) -> str:
    if character.isprintable() or character in _JOINERS or character == "\n":
        return character
    return " " if character.isspace() else _REPLACEMENT


def one_line(text: str, limit: int = 200) -> str:
    """Return `text` harmless, on one line, and at most `limit` characters long."""
    line = " ".join(plain(text[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def student_name(raw: str) -> str:
    """Return a student's name as it is used for the files of reports.

    No separators, no control characters, no leading dot, at most 120 bytes; "unnamed" when nothing is left.
    The class report is index.html, so that nobody else can be called that.

    Examples
    --------
    >>> student_name("../ada")
    '_ada'
    """
    name = one_line(unicodedata.normalize("NFC", raw), 2 * _NAME_BYTES)
    name = name.translate(_FORBIDDEN_IN_NAMES).lstrip(". ")
    clipped = name.encode()[:_NAME_BYTES].decode(errors="ignore").rstrip(". ")
    return f"{clipped}_" if clipped.casefold() == "index" else clipped or "unnamed"


def spreadsheet_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> spreadsheet_text("=cmd()")
    "'=cmd()"
    """
    line = one_line(text)
    return "'" + line if line.startswith(_FORMULA) else line
