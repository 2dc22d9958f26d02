"""Averages of a curve, and what three errors say."""

import numpy as np
import pytest

from autograder.checks import agree, require_pure, require_result

NAMES = ("bias", "variance", "larger")


def average(code, values, beta):
    """Smooth; a list is as good as an array."""
    found = code.ema(values, beta)
    return np.array(found) if type(found) is list else found


@pytest.mark.question("ema")
def test_ema_form(submission, reference, rng):
    """Returned is one average for each value."""
    require_result(submission, reference, average, rng.standard_normal(5), 0.9)
    require_result(submission, reference, average, rng.standard_normal(4).tolist(), 0.9)


@pytest.mark.question("ema")
def test_ema_purity(submission, rng):
    """The values are left as they were."""
    require_pure(submission, "ema", rng.standard_normal(6), 0.8)


@pytest.mark.question("ema", points=1)
def test_averages(submission, reference, rng):
    """Each average is that of the past and the new value, from the first value on."""
    for length, beta in ((12, 0.9), (300, 0.98), (5, 0.5)):
        agree(submission, reference, average, 2 + rng.standard_normal(length), beta)


@pytest.mark.question("ema", points=1)
def test_extremes(submission, reference, rng):
    """A β of 0 or 1, a single value, constants, whole numbers and lists are no exceptions."""
    values = rng.standard_normal(7)
    for beta in (0.0, 1.0):
        agree(submission, reference, average, values, beta)
    agree(submission, reference, average, values[:1], 0.9)
    agree(submission, reference, average, np.full(4, 3.5), 0.7)
    agree(submission, reference, average, rng.integers(-9, 9, 6), 0.75)
    agree(submission, reference, average, rng.integers(-9, 9, 6).tolist(), 0.75)


def diagnosis(code, human, train, val):
    """Diagnose."""
    return code.diagnose(human, train, val)


def gaps(code, errors):
    """Return both gaps for each row of errors."""
    return np.array([code.diagnose(*map(float, row))[:2] for row in errors], dtype=float)


def larger(code, errors):
    """Return for each row of errors which gap is called the larger one: 1 for bias, 0 for variance."""
    names = [code.diagnose(*map(float, row))[2] for row in errors]
    if any(type(name) is not str or name not in NAMES[:2] for name in names):
        pytest.fail('The larger gap is called neither "bias" nor "variance".', pytrace=False)
    return np.array([int(name == "bias") for name in names])


# Errors of people, on training and on validation part: shares and percents.
UNDERFITTING = ((0.01, 0.05, 0.08), (0.04, 0.61, 0.69), (1.0, 30.0, 31.5), (0.0, 0.2, 0.3))
OVERFITTING = ((0.04, 0.002, 0.38), (1.0, 1.5, 12.0), (4.5, 5.0, 8.0), (0.0, 0.1, 0.35))
EQUAL = ((0.25, 0.5, 0.75), (2.0, 2.0, 2.0))
HEALTHY = ((0.04, 0.045, 0.052), (0.04, 0.026, 0.021), (2.0, 2.5, 2.75), (3.0, 2.0, 1.5))


@pytest.mark.question("diagnose")
def test_diagnose_form(submission, reference):
    """Returned are two numbers and a name."""
    require_result(submission, reference, diagnosis, 0.01, 0.05, 0.08, names=NAMES)


@pytest.mark.question("diagnose", points=1)
def test_gaps(submission, reference):
    """Both gaps, with their signs."""
    agree(submission, reference, gaps, np.array([*UNDERFITTING, *OVERFITTING, *HEALTHY]))


@pytest.mark.question("diagnose", points=1)
def test_larger(submission, reference):
    """The larger one is named: for underfitting, overfitting, healthy and equal numbers."""
    agree(submission, reference, larger, np.array([*UNDERFITTING, *OVERFITTING, *HEALTHY, *EQUAL]))
