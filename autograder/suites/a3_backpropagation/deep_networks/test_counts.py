"""What can be counted: linear regions at most, and parameters."""

import pytest

from autograder.checks import agree, require_result

REGIONS, PARAMETERS = "max_linear_regions", "num_parameters"


def digits(code, D_i, D, K):
    """Return the bound as text: every digit counts."""
    result = code.max_linear_regions(D_i, D, K)
    return str(result) if type(result) is int else f"no whole number: {type(result).__name__}"


@pytest.mark.question(REGIONS)
def test_bound_form(submission, reference):
    """Returned is a single number."""
    require_result(submission, reference, REGIONS, 2, 5, 3)


@pytest.mark.question(REGIONS, points=2)
def test_bounds(submission, reference):
    """The bound is right: on a line, with more inputs, where D / D_i is no whole number, for D < D_i."""
    for sizes in ((3, 8, 2), (1, 3, 1), (1, 7, 3), (2, 3, 1), (2, 5, 3), (3, 11, 4), (5, 5, 2), (4, 2, 3)):
        agree(submission, reference, REGIONS, *sizes)


@pytest.mark.question(REGIONS, points=1)
def test_digits(submission, reference):
    """Very large bounds are exact, too, to the last digit."""
    for sizes in ((1, 10, 5), (10, 50, 5), (3, 100, 9), (20, 61, 12)):
        agree(submission, reference, digits, *sizes)


@pytest.mark.question(PARAMETERS)
def test_count_form(submission, reference):
    """Returned is a single number."""
    require_result(submission, reference, PARAMETERS, 4, [3, 5], 2)


@pytest.mark.question(PARAMETERS, points=1.5)
def test_counts(submission, reference):
    """Weights and biases of all layers are counted."""
    for sizes in ((8, [5, 4], 2), (2, [3], 2), (3, [4, 6, 2, 9], 5), (40, [63] * 4, 10), (1, [1, 1], 1)):
        agree(submission, reference, PARAMETERS, *sizes)


@pytest.mark.question(PARAMETERS, points=0.5)
def test_no_hidden_layer(submission, reference):
    """Without hidden layers what is left is a linear classifier; a tuple of layers is as good as a list."""
    agree(submission, reference, PARAMETERS, 6, [], 4)
    agree(submission, reference, PARAMETERS, 3, (5, 2), 4)
