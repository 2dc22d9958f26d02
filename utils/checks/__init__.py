"""Visible checks: the few that a student runs under each exercise. The hidden suites hold many more."""

from utils.checks.exercise import CheckFailed, Exercise, Line, Result
from utils.checks.expect import Hint, expect

__all__ = ["CheckFailed", "Exercise", "Hint", "Line", "Result", "expect"]
