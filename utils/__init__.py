"""What the notebooks import: a gradient checker, the checks under the exercises, the figures.

Importing this package costs next to nothing: matplotlib is loaded by the first figure, not before.
"""

import sys

try:
    from utils import plots
    from utils.gradient_check import check_gradient
    from utils.gradient_report import GradientReport
    from utils.methods import add_to_class
    from utils.notebooks import from_notebook
    from utils.ready import when_ready
except ModuleNotFoundError as error:
    if sys.argv[:1] == ["-m"]:  # `python -m utils`: what Python has there while it looks for the module
        from utils.course_python import explain

        explain(error)
    raise

__all__ = ["GradientReport", "add_to_class", "check_gradient", "from_notebook", "plots", "when_ready"]
