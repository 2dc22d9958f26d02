"""Gates: every function is there, can be called as asked, and returns what is asked for."""

from autograder.checks import for_each_question, require_function, require_result, require_signature
from autograder.submission import Handle
from autograder.suites.a4_optimization.schedules.asking import (
    DECAYS,
    QUESTIONS,
    fail,
    guarded,
    settings_of,
    warmed,
)


@for_each_question(*QUESTIONS)
def test_exists(submission, name):
    """The notebook defines the function."""
    require_function(submission, name)


@for_each_question(*QUESTIONS)
def test_signature(submission, reference, name):
    """The function takes the arguments that the exercise asks for."""
    require_signature(submission, reference, name)


@for_each_question(*DECAYS, "scale_with_batch")
def test_form(submission, reference, rng, name):
    """One number comes back."""
    arguments = (0.3, 48, 32) if name == "scale_with_batch" else (3, *settings_of(name, rng))
    require_result(submission, reference, name, *arguments, names=("rate",))


@for_each_question("with_warmup")
def test_form_of_a_warm_up(submission, reference, name):
    """A function comes back, and that returns one number for a step."""
    made = submission.with_warmup(guarded(lambda t: 1.0 / (1 + t)), 4)
    if not isinstance(made, Handle):
        fail(f"`with_warmup` returns {type(made).__name__}; asked for is a function of t, not yet called.")
    require_result(submission, reference, first_rate, 4, names=("rate",))


def first_rate(code, warmup):
    """Play the scenario: the first rate of a warm-up."""
    (rate,) = warmed(code, guarded(lambda t: 1.0 / (1 + t)), warmup, [0])
    return rate
