"""The course's data sets: `datasets.load("digits")`. All but `cifar10` work offline."""

import sys

try:
    from datasets.dataset import Dataset
    from datasets.registry import load, names
    from datasets.shapes10 import Challenges
except ModuleNotFoundError as error:
    if sys.argv[:1] == ["-m"]:  # `python -m datasets`: what Python has there while it looks for the module
        from utils.course_python import explain

        explain(error)
    raise

__all__ = ["Challenges", "Dataset", "load", "names"]
