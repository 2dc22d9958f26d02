"""Things to play with. Importing this loads neither matplotlib nor ipywidgets: the first one shown does."""

from utils.widgets.linear2d import linear_classifier_2d

__all__ = ["linear_classifier_2d"]
