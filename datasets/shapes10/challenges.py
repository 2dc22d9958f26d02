"""The knobs: what makes images of one class differ, after the challenges of the lecture (S1)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType


@dataclass(frozen=True)
class Challenges:
    """How hard the images are. Spreads are standard deviations; shares are between 0 and 1.

    Attributes
    ----------
    shift, rotation, zoom : float
        Viewpoint: pixels, radians, natural logarithm of the size.
    gain, noise, swap : float
        Illumination: logarithm of the brightness (and twice as much for a slope of light over the image),
        noise of a pixel (its range is 1), share of images with a dark shape on a light ground.
    bend : float
        Deformation: how far the shape is bent, in half-widths of the image.
    occlusion : float
        Share of images in which a bar covers part of the shape.
    clutter : int
        Number of coloured patches behind the shape.
    hue, hue_squeezed, saturation : float
        Intraclass variation of colour. Hue is a part of the circle; `hue_squeezed` holds for the images that
        follow the two-mode scheme.
    shape_cue, texture_cue : float
        Share of images whose shape, or stripes, are those of their class; the others' are drawn by lot.
    stripes, stripes_angle : float
        How strong the stripes are, and the spread of their direction in radians.
    two_modes : float
        Share of images that follow the two-mode scheme: the hue of the class, squeezed into half the circle;
        a mode of 0 or 1 picks the half; the stripes are those of class + 5 mode. No linear score of the
        pixels can undo it.
    """

    shift: float = 1.8
    rotation: float = 0.3
    zoom: float = 0.12
    gain: float = 0.35
    noise: float = 0.06
    swap: float = 0.2
    bend: float = 0.08
    occlusion: float = 0.35
    clutter: int = 3
    hue: float = 0.05
    hue_squeezed: float = 0.04
    saturation: float = 0.15
    shape_cue: float = 0.8
    texture_cue: float = 0.95
    stripes: float = 0.5
    stripes_angle: float = 0.22
    two_modes: float = 0.65

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn, naming the knob."""
        for field in fields(self):
            value = getattr(self, field.name)
            top = 1.0 if field.name in SHARES else MOST_CLUTTER if field.name == "clutter" else float("inf")
            if not 0 <= value <= top:
                raise ValueError(f"Challenges: {field.name} must lie between 0 and {top:g}, got {value!r}.")

    def scaled(self, group: str, factor: float) -> "Challenges":
        """Return these knobs with one group of `GROUPS` moved `factor` times as far from no challenge."""
        changes = {}
        for name in GROUPS[group]:
            none, value = getattr(NONE, name), getattr(self, name)
            moved = none + factor * (value - none)
            moved = min(max(moved, 0.0), 1.0) if name in SHARES else moved
            changes[name] = round(moved) if name == "clutter" else moved
        return replace(self, **changes)


MOST_CLUTTER = 8  # patches are drawn for every image whatever the knob says, so that seeds stay comparable
SHARES = frozenset({"swap", "occlusion", "shape_cue", "texture_cue", "stripes", "two_modes"})
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "viewpoint": ("shift", "rotation", "zoom"),
        "illumination": ("gain", "noise", "swap"),
        "deformation": ("bend",),
        "occlusion": ("occlusion",),
        "clutter": ("clutter",),
        "intraclass variation": (
            "hue", "hue_squeezed", "saturation", "shape_cue", "texture_cue", "stripes_angle", "two_modes",
        ),
    }
)  # fmt: skip
NONE = Challenges(
    **{name: 0 for group in GROUPS.values() for name in group if not name.endswith("cue")},
    shape_cue=1.0,
    texture_cue=1.0,
)  # fmt: skip
