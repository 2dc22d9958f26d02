"""`shapes10`: small pictures of ten shapes, drawn from a seed; no download."""

from datasets.shapes10.challenges import GROUPS, NONE, Challenges
from datasets.shapes10.images import DEFAULT_COUNT, VERSION, make_images
from datasets.shapes10.outlines import CLASSES

__all__ = ["CLASSES", "DEFAULT_COUNT", "GROUPS", "NONE", "VERSION", "Challenges", "make_images"]
