"""Known mistakes of the small course that is attacked."""

from autograder.misconceptions import Mistake

HIDDEN = "CANARY:catalogue"

MISCONCEPTIONS = (
    Mistake("thrice", "twice", "This is three times x.", (("2 * x", "3 * x"),)),
    Mistake("plain sum", "total", "The doubling is missing.", (("twice(value)", "value"),)),
)
