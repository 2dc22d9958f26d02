"""Late penalties as nbgrader has them: what the configured plugin says, between nothing and the score."""

from datetime import datetime, timedelta

from nbgrader.preprocessors import AssignLatePenalties  # type: ignore[import-untyped]
from traitlets.config import Config

from autograder.errors import UsageError


class Penalties:
    """The late penalty plugin that nbgrader's configuration names.

    Parameters
    ----------
    config : Config
        nbgrader's configuration.
    """

    def __init__(self, config: Config) -> None:
        assigner = AssignLatePenalties(config=config)
        assigner.init_plugin()
        self._plugin = assigner.plugin_inst

    def penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Return what a notebook loses that is `seconds` late; None where it is not late, or for nothing.

        Raises
        ------
        UsageError
            If the plugin raises.
        """
        if seconds <= 0:
            return None
        try:
            asked = self._plugin.late_submission_penalty(student, score, seconds)
        except Exception as error:  # somebody else's code
            name = type(self._plugin).__name__
            raise UsageError(f"{name} failed for {student!r}: {type(error).__name__}: {error}") from None
        if asked is None:
            return None
        return 0.0 if asked < 0 else float(min(asked, score))


def seconds_late(submitted: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """Return by how much a submission missed the due date with its extension; 0 where either is unknown."""
    if submitted is None or due is None:
        return 0.0
    return max(0.0, (submitted - due - (extension or timedelta())).total_seconds())
