"""The ten outlines, each as a radius by angle, so that any number of them is drawn by one look-up."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

CLASSES = ("disc", "square", "triangle", "star", "cross", "ring", "moon", "heart", "arrow", "flower")
ANGLES = 512
AREA = 1.25  # of every outline, in units of (half a width of the image)^2: size gives no class away
# class -> centre x, centre y, radius of a round hole, in units of the outline's own coordinates
HOLES = {"ring": (0.0, 0.0, 0.42), "moon": (0.42, -0.20, 0.52)}


def _polygon(radii: tuple[float, ...], turn: float = 0.0) -> NDArray[np.float64]:
    """Return corners at equal angles, the radii taken in turn; `turn` is in radians, y points down."""
    angles = np.arange(len(radii)) * 2 * np.pi / len(radii) + turn
    return np.asarray(np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.array(radii)[:, None])


def _round(name: str) -> NDArray[np.float64]:
    """Return many points of a curved outline."""
    t = np.arange(ANGLES) * 2 * np.pi / ANGLES
    if name == "heart":  # a well-known heart curve, centred
        x = 16 * np.sin(t) ** 3
        y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        return np.stack([x, 1.5 - y], axis=1)[::-1] / 16
    radius = 1 + 0.3 * np.cos(6 * t) if name == "flower" else np.ones(ANGLES)
    return np.stack([radius * np.cos(t), radius * np.sin(t)], axis=1)


def _corners(name: str) -> NDArray[np.float64]:
    up = -np.pi / 2
    if name == "square":
        return _polygon((1.0,) * 4, np.pi / 4)
    if name == "triangle":
        return _polygon((1.0,) * 3, up)
    if name == "star":
        return _polygon((1.0, 0.45) * 5, up)
    if name == "cross":
        a = 0.32  # half the width of an arm
        return np.array(
            [(1, -a), (1, a), (a, a), (a, 1), (-a, 1), (-a, a), (-1, a), (-1, -a),
             (-a, -a), (-a, -1), (a, -1), (a, -a)]
        )  # fmt: skip
    if name == "arrow":  # pointing right
        return np.array(
            [(1, 0), (0.05, 0.9), (0.05, 0.34), (-0.9, 0.34), (-0.9, -0.34), (0.05, -0.34), (0.05, -0.9)]
        )
    return _round(name)


def _radii(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the radius in each of `ANGLES` directions, from corners seen in order from the centre."""
    start, end = corners, np.roll(corners, -1, axis=0)
    t = np.arange(ANGLES) * 2 * np.pi / ANGLES
    ray = np.stack([np.cos(t), np.sin(t)], axis=1)[:, None]  # (angles, 1, 2)
    edge = (end - start)[None]

    def cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])

    with np.errstate(divide="ignore", invalid="ignore"):  # parallel edges: never the nearest hit
        along = cross(start[None], edge) / cross(ray, edge)  # distance along the ray
        where = cross(start[None], ray) / cross(ray, edge)  # 0..1 between the two corners
    hit = (along > 0) & (where >= -1e-9) & (where <= 1 + 1e-9)
    return np.asarray(np.where(hit, along, 0.0).max(axis=1))


@cache
def outlines() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the radii, shape (10, ANGLES), and the holes, shape (10, 3): centre x, centre y, radius."""
    radii, holes = [], []
    for name in CLASSES:
        radius = _radii(_corners(name))
        # the hole's own area is left out of account: ring and moon are as large as the disc around them
        size = np.sqrt(AREA / (0.5 * np.mean(radius**2) * 2 * np.pi))
        radii.append(radius * size)
        holes.append(np.array(HOLES.get(name, (0.0, 0.0, 0.0))) * size)
    tables = np.array(radii, np.float32), np.array(holes, np.float32)
    for table in tables:
        table.setflags(write=False)
    return tables
