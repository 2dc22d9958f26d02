"""What a person enters in formgrader between two gradings."""

from datetime import datetime
from typing import Any

DUE = datetime(2026, 3, 1, 12)


def mark(book: Any) -> None:
    """Enter scores, extra credit, a comment and a shorter extension."""
    grade = book.find_grade("twice_why", "twice", "mini", "ada")
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.5, 0.5, False
    book.find_grade("twice", "twice", "mini", "kim").manual_score = 1.0
    book.find_grade("half", "half", "mini", "bob").manual_score = 1.0
    book.find_grade("twice", "twice", "mini", "jon").manual_score = 0.5
    book.find_comment("twice_solution", "twice", "mini", "bob").manual_comment = "Try!"
    book.db.commit()
    book.grant_extension("mini", "lea", minutes=30)
