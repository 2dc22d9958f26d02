"""Assertions for the hidden suites whose failure text teaches.

A suite asks in this order: name, signature, shape and dtype, values, gradient, purity. No message ever
holds an expected value: it says what was asked, what came back, and where the two part.
"""

from autograder.checks.compare import Difference, difference
from autograder.checks.disagreement import Disagreement, copied, describe_call
from autograder.checks.gates import require_function, require_pure, require_result, require_signature
from autograder.checks.marks import for_each_question
from autograder.checks.program import Program
from autograder.checks.scenario import Method, Partial, call_limit, given, planted, substitute
from autograder.checks.values import agree, check_gradient, slope
from autograder.checks.vectorized import agree_without_loops

__all__ = [
    "Difference",
    "Disagreement",
    "Method",
    "Partial",
    "Program",
    "agree",
    "agree_without_loops",
    "call_limit",
    "check_gradient",
    "copied",
    "describe_call",
    "difference",
    "for_each_question",
    "given",
    "planted",
    "require_function",
    "require_pure",
    "require_result",
    "require_signature",
    "slope",
    "substitute",
]
