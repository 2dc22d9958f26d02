"""The course's data sets: `datasets.load("digits")`. All but `cifar10` work offline."""

from datasets.dataset import Dataset
from datasets.registry import load, names
from datasets.shapes10 import Challenges

__all__ = ["Challenges", "Dataset", "load", "names"]
