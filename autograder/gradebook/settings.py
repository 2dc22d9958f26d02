"""What nbgrader_config.py says: where nbgrader itself would look and write."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from nbgrader.coursedir import CourseDirectory  # type: ignore[import-untyped]
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from autograder.errors import UsageError

NAME = "nbgrader_config"
STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"


@dataclass(frozen=True)
class Nbgrader:
    """nbgrader's settings of a course, as nbgrader resolves them.

    Attributes
    ----------
    db_url : str
        Of the gradebook.
    autograded, submitted : Path
        Folders that hold `<student>/<assignment>/`.
    course_id : str
        As in the exchange; may be empty.
    config : Config
        Everything that the configuration files say.
    """

    db_url: str
    autograded: Path
    submitted: Path
    course_id: str
    config: Config


def nbgrader_settings(root: Path) -> Nbgrader:
    """Return the settings of the course at `root`: Jupyter's configuration folders, then its own file.

    Raises
    ------
    UsageError
        If a configuration file cannot be executed, or folders are laid out in another way than we write.
    """
    config = _config(root)
    if "root" not in config.CourseDirectory:
        config.CourseDirectory.root = str(root)
    try:
        course = CourseDirectory(config=config)
        structure = course.directory_structure
    except TraitError as error:
        raise UsageError(f"{NAME}.py of {root}: {error}") from None
    if Path(structure).as_posix() != STRUCTURE:
        raise UsageError(
            f"{NAME}.py sets CourseDirectory.directory_structure to {structure!r}. Graded notebooks can only "
            f"be written as {STRUCTURE!r}: remove the setting, or grade without the gradebook."
        )
    below = Path(course.root)
    return Nbgrader(
        str(course.db_url),
        below / course.autograded_directory,
        below / course.submitted_directory,
        str(course.course_id),
        config,
    )


def _config(root: Path) -> Config:
    merged = Config()
    for folder in (*reversed(jupyter_config_path()), str(root)):
        for loader in (
            JSONFileConfigLoader(f"{NAME}.json", path=folder),
            PyFileConfigLoader(f"{NAME}.py", path=folder),
        ):
            with contextlib.suppress(ConfigFileNotFound):
                merged.merge(_load(loader, folder))
    return merged


def _load(loader: JSONFileConfigLoader | PyFileConfigLoader, folder: str) -> Config:
    try:
        return loader.load_config()
    except ConfigFileNotFound:
        raise
    except Exception as error:  # whatever the file does
        raise UsageError(f"{folder}/{loader.filename}: {type(error).__name__}: {error}") from None
