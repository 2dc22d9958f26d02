"""The package's error tree.

AutograderError
├── UsageError               bad input from the person at the keyboard (exit code 2)
├── NotebookError            a file that cannot be read as a notebook
├── InfrastructureError      ours: never charged to a student (score null, exit code 3)
│   ├── ConfinementError     the sandbox could not be put up, or its self-test found a hole
│   ├── WorkerLost           no worker could be started
│   └── ReferenceFailed      a suite fails on its own reference: grading is refused
├── WireError                bytes that do not decode; from a worker, the student's failure
└── StudentError             what the student's code did: costs the test
    ├── MissingName          the notebook does not define it
    ├── StudentException     it raised
    ├── StudentTimeout       it used up its time
    ├── StudentCrash         its process ended
    └── BadResult            it returned what cannot be graded
"""


class AutograderError(Exception):
    """Base of everything this package raises on purpose."""


class UsageError(AutograderError):
    """Bad input from the person at the keyboard. The message says what to do."""


class NotebookError(AutograderError):
    """A file that cannot be read as a notebook."""


class InfrastructureError(AutograderError):
    """Our fault: the test is not charged, its score is null."""


class ConfinementError(InfrastructureError):
    """The sandbox could not be put up, or its self-test found a hole."""


class WorkerLost(InfrastructureError):
    """No worker could be started for this submission."""


class ReferenceFailed(InfrastructureError):
    """The suite fails on its own reference solution."""


class WireError(AutograderError):
    """Bytes that do not decode to a value within the bounds."""


class StudentError(AutograderError):
    """What the student's code did. The message is fit for the student to read."""


class MissingName(StudentError):
    """The notebook does not define a name that the test needs."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Your notebook does not define `{name}`: its cell is missing, or it was renamed.")
        self.name = name


class StudentException(StudentError):
    """The student's code raised.

    Attributes
    ----------
    type_name, text : str
        Type and message of the exception, clipped.
    where : str
        Cell, line number and source line in the notebook; empty when unknown.
    """

    def __init__(self, type_name: str, text: str, where: str = "") -> None:
        shown = f"{type_name}: {text}" if text else type_name
        super().__init__(f"Your code raised {shown}" + (f" ({where})" if where else ""))
        self.type_name = type_name
        self.text = text
        self.where = where


class StudentTimeout(StudentError):
    """The student's code used up its CPU time, or stood still past the wall limit."""


class StudentCrash(StudentError):
    """The process of the student's code ended in the middle of a call."""


class BadResult(StudentError):
    """A result that cannot be graded: of the wrong kind, too large, or malformed."""
