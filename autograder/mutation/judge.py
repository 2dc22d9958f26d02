"""What trials add up to: a rate for each question, and what is wrong with it."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from autograder.course import TOGETHER, Notebook
from autograder.errors import InfrastructureError
from autograder.mutation.operators import Mutant
from autograder.mutation.replay import load_inputs
from autograder.mutation.trial import Trial

GOAL = 0.98
FILE = "survivors.toml"
Key = tuple[str, str, str]


class Survivor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant known to survive, and why it may: the lines that differ, as `verify --mutants` prints them."""

    question: str
    old: str
    new: str
    reason: str


class _Known(msgspec.Struct, forbid_unknown_fields=True):
    survivor: list[Survivor] = []


@dataclass(frozen=True)
class Tally:
    """How the mutants of one question fared.

    Attributes
    ----------
    question : str
        Its id; or what the counts are added up for.
    mutants, equivalent, caught, stopped : int
        All of them, those that change no output, those that lose points, and of these the ones that a limit
        on time had to end.
    open : bool
        Whether there is no closed reference, so that nothing is required.
    """

    question: str
    mutants: int
    equivalent: int
    caught: int
    stopped: int
    open: bool = False

    @property
    def rate(self) -> float:
        """Caught, of those that could be."""
        possible = self.mutants - self.equivalent
        return self.caught / possible if possible else 1.0


@dataclass(frozen=True)
class Judged:
    """The mutants of one notebook.

    Attributes
    ----------
    notebook : Notebook
        Whose.
    trials : tuple of Trial
        In the order of the notebook.
    tallies : tuple of Tally
        By question.
    reasons : dict
        Why a survivor may survive, for those where it is known.
    problems : tuple of str
        What is wrong.
    """

    notebook: Notebook
    trials: tuple[Trial, ...]
    tallies: tuple[Tally, ...]
    reasons: dict[Key, str]
    problems: tuple[str, ...]

    @property
    def total(self) -> Tally:
        """All questions with a closed reference together."""
        closed = [tally for tally in self.tallies if not tally.open]
        return Tally(
            "all",
            sum(tally.mutants for tally in closed),
            sum(tally.equivalent for tally in closed),
            sum(tally.caught for tally in closed),
            sum(tally.stopped for tally in closed),
        )

    @property
    def survivors(self) -> tuple[Trial, ...]:
        """Those not caught that do something else than the reference, or may."""
        return tuple(trial for trial in self.trials if trial.survived)


def key_of(mutant: Mutant) -> Key:
    """Return what identifies a mutant in `survivors.toml`: no line number, which moves with every edit."""
    return mutant.question, mutant.old, mutant.new


def read_reasons(notebook: Notebook) -> dict[Key, str]:
    """Return the recorded reasons; none when there is no file.

    Raises
    ------
    InfrastructureError
        If it cannot be read.
    """
    path = notebook.suite / FILE
    if not path.is_file():
        return {}
    try:
        known = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Known)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InfrastructureError(f"{path}: {error}") from None
    return {(one.question, one.old, one.new): one.reason for one in known.survivor}


def judge(notebook: Notebook, trials: Sequence[Trial]) -> Judged:
    """Add up the trials of all mutants of a notebook."""
    open_questions = load_inputs(notebook).open
    tallies = tuple(
        _tally(question, [trial for trial in trials if trial.mutant.question == question], open_questions)
        for question in dict.fromkeys(trial.mutant.question for trial in trials)
    )
    reasons = read_reasons(notebook)
    judged = Judged(notebook, tuple(trials), tallies, reasons, ())
    return Judged(notebook, tuple(trials), tallies, reasons, tuple(_problems(judged)))


def _tally(question: str, trials: Sequence[Trial], open_questions: Sequence[str]) -> Tally:
    return Tally(
        question,
        mutants=len(trials),
        equivalent=sum(trial.equivalent for trial in trials),
        caught=sum(trial.caught for trial in trials),
        stopped=sum(trial.caught and trial.stopped for trial in trials),
        open=question in open_questions,
    )


def _problems(judged: Judged) -> Iterator[str]:
    total = judged.total
    if total.rate < GOAL:
        yield f"{total.rate:.1%} of the mutants that change an output are caught; {GOAL:.0%} have to be"
    tried = {tally.question for tally in judged.tallies}
    for asked in judged.notebook.questions:
        if not asked.manual and asked.id not in {*tried, TOGETHER}:
            yield f"{asked.id} has no mutants: its solution cell has to be called {asked.id}_solution"
    required = {tally.question for tally in judged.tallies if not tally.open}
    for trial in judged.survivors:
        if trial.mutant.question in required and key_of(trial.mutant) not in judged.reasons:
            yield f"{trial.mutant.name} survives, and {FILE} gives no reason"
    survived = {key_of(trial.mutant) for trial in judged.survivors}
    for question, _, new in judged.reasons.keys() - survived:
        yield f"{FILE}: `{new}` of {question} does not survive, or is no mutant any more: remove it"
