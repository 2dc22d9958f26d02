"""nbgrader on this repository: solutions/ is the source, assignments/ the release."""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  # provided by traitlets, which executes this file

# The folder of this file, so that every command means the same course wherever it is typed.
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"

c.ClearSolutions.code_stub = {
    "python": 'raise NotImplementedError("Your turn: replace this line with your code.")',
}
c.ClearSolutions.text_stub = "*Your answer here: replace this line.*"

# `nbgrader autograde` grades as `autograder grade` does: no kernel, any file can be read, whatever became of
# nbgrader's metadata comes back from the release.
c.Autograde.exporter_class = "autograder.gradebook.traits.RecoveringExporter"
c.Autograde.sanitize_preprocessors = ["autograder.gradebook.traits.Restore"]
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.traits.Score",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# nbgrader runs `alembic` from PATH: let it find the one beside it also where no environment is activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
