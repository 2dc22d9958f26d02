"""Draw images: first every random number, then the pixels from them, for a block of images at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets.shapes10.challenges import MOST_CLUTTER, Challenges
from datasets.shapes10.outlines import ANGLES, CLASSES, outlines

VERSION = 1  # part of the cache's key: raise it with every change of the pictures
DEFAULT_COUNT = 10_000
SIZE = 32
BLOCK = 200  # images drawn at once; every class fills a tenth of a block
STRIPES_PERIOD = 5.0  # pixels
PHASE_SPREAD = 1.2  # radians: a linear score can use the stripes only as far as they stand still

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Draws:
    """The random numbers of n images, none of which depends on a knob.

    Attributes
    ----------
    y : ndarray of int64, shape (n,)
        Classes.
    normal, uniform : ndarray of float32, shape (n, columns)
        Standard normal; uniform on [0, 1).
    patches : ndarray of float32, shape (n, MOST_CLUTTER, 6)
        Uniform: place, size, stretch and colour of the patches behind the shape.
    shape, stripes : ndarray of int64, shape (n,)
        Which shape and stripes an image gets when not its own class's.
    """

    y: NDArray[np.int64]
    normal: Floats
    uniform: Floats
    patches: Floats
    shape: NDArray[np.int64]
    stripes: NDArray[np.int64]


def draw(rng: np.random.Generator, n: int) -> Draws:
    """Draw the random numbers of n images; classes are as even as n allows."""
    y = rng.permutation(np.arange(n) % len(CLASSES))
    return Draws(
        y,
        rng.standard_normal((n, 16), dtype=np.float32),
        rng.random((n, 20), dtype=np.float32),
        rng.random((n, MOST_CLUTTER, 6), dtype=np.float32),
        rng.integers(len(CLASSES), size=n),
        rng.integers(len(CLASSES), size=n),
    )


def make_images(
    n: int, seed: int, challenges: Challenges, progress: Callable[[int], object] | None = None
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw n images. The first m of them are the same for every n >= m.

    Parameters
    ----------
    n, seed : int
        How many, and which.
    challenges : Challenges
        How hard.
    progress : callable, optional
        Told the number of images that have just been drawn.

    Returns
    -------
    X : ndarray of uint8, shape (n, 32, 32, 3)
    y : ndarray of int64, shape (n,)
    """
    X = np.empty((n, SIZE, SIZE, 3), np.uint8)
    y = np.empty(n, np.int64)
    for number, start in enumerate(range(0, n, BLOCK)):
        draws = draw(np.random.default_rng([seed, number]), BLOCK)
        stop = min(start + BLOCK, n)
        X[start:stop] = render(draws, challenges)[: stop - start]
        y[start:stop] = draws.y[: stop - start]
        if progress is not None:
            progress(stop - start)
    return X, y


def render(draws: Draws, challenges: Challenges) -> NDArray[np.uint8]:
    """Return the images, uint8 of shape (n, 32, 32, 3), that these numbers mean under these knobs."""
    shape, stripes, hue = _cues(draws, challenges)
    ground, colour = _colours(draws, challenges, hue)
    picture = _background(draws, challenges, ground)
    mask = _mask(draws, challenges, shape)[..., None]
    striped = colour[:, None, None] * _stripes(draws, challenges, stripes)[..., None]
    picture += mask * (striped - picture)
    picture = _occlude(draws, challenges, picture)
    picture *= _light(draws, challenges)[..., None]
    if challenges.noise:
        # a generator of its own: noise for every pixel would be a needless part of `Draws`
        rng = np.random.default_rng(int(draws.uniform[0, 0] * 2**24))
        picture += challenges.noise * rng.standard_normal(picture.shape, dtype=np.float32)
    return np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)


def _cues(draws: Draws, knobs: Challenges) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Return which shape, which stripes and what hue each image has."""
    u, z = draws.uniform, draws.normal
    two = u[:, 1] < knobs.two_modes
    mode = np.where(two, u[:, 2] < 0.5, 0)
    shape = np.where(u[:, 3] < knobs.shape_cue, draws.y, draws.shape)
    stripes = np.where(u[:, 4] < knobs.texture_cue, (draws.y + 5 * mode) % 10, draws.stripes)
    plain = draws.y / 10 + knobs.hue * z[:, 0]
    squeezed = draws.y / 20 + mode / 2 + knobs.hue_squeezed * z[:, 0]
    return shape, stripes, np.where(two, squeezed, plain).astype(np.float32)


def _rgb(hue: Floats, saturation: Floats, value: Floats) -> Floats:
    """Return colours, shape (..., 3), from hue (any number, 1 is the circle), saturation and value 0..1."""
    sextant = np.abs((hue[..., None] * 6 + np.array([0, 4, 2], np.float32)) % 6 - 3) - 1
    full = np.clip(sextant, 0, 1)
    return np.asarray(value[..., None] * (1 - saturation[..., None] * (1 - full)), np.float32)


def _colours(draws: Draws, knobs: Challenges, hue: Floats) -> tuple[Floats, Floats]:
    """Return the colours of ground and shape, each (n, 3)."""
    u, z = draws.uniform, draws.normal
    dark = u[:, 5] < knobs.swap
    saturation = np.clip(0.7 + knobs.saturation * z[:, 1], 0.15, 1).astype(np.float32)
    value = np.where(dark, 0.36, 0.82).astype(np.float32)
    behind = np.where(dark, 0.6 + 0.35 * u[:, 18], 0.1 + 0.45 * u[:, 18]).astype(np.float32)
    return _rgb(u[:, 6], 0.3 * u[:, 7], behind), _rgb(hue, saturation, value)


def _grid() -> tuple[Floats, Floats]:
    """Return x and y of the pixels' centres, from -1 to 1, y pointing down; each (1, 32, 32)."""
    ticks = ((np.arange(SIZE) + 0.5) * 2 / SIZE - 1).astype(np.float32)
    return np.broadcast_to(ticks, (1, SIZE, SIZE)), np.broadcast_to(ticks[:, None], (1, SIZE, SIZE))


def _background(draws: Draws, knobs: Challenges, ground: Floats) -> Floats:
    """Return the ground with its patches, (n, 32, 32, 3)."""
    x, y = _grid()
    picture = np.broadcast_to(ground[:, None, None], (len(ground), SIZE, SIZE, 3)).copy()
    grey = np.full(len(ground), 0.25, np.float32)
    for number in range(knobs.clutter):
        p = draws.patches[:, number, :, None, None]
        across, down = (x - 2.2 * p[:, 0] + 1.1), (y - 2.2 * p[:, 1] + 1.1)
        size = 0.18 + 0.22 * p[:, 2]
        distance = np.sqrt((across * (0.7 + p[:, 3])) ** 2 + (down * (1.7 - p[:, 3])) ** 2)
        cover = np.clip((size - distance) * SIZE / 2 + 0.5, 0, 1)[..., None]
        colour = _rgb(p[:, 4, 0, 0], grey, 0.1 + 0.8 * p[:, 5, 0, 0])
        picture += cover * (colour[:, None, None] - picture)
    return picture


def _mask(draws: Draws, knobs: Challenges, shape: NDArray[np.int64]) -> Floats:
    """Return how much of each pixel the shape covers, (n, 32, 32)."""
    z, u = draws.normal[:, :, None, None], draws.uniform[:, :, None, None]
    x, y = _grid()
    x = x - knobs.shift * 2 / SIZE * z[:, 2]
    y = y - knobs.shift * 2 / SIZE * z[:, 3]
    turn, size = knobs.rotation * z[:, 4], np.exp(knobs.zoom * z[:, 5])
    cos, sin = np.cos(turn) / size, np.sin(turn) / size
    x, y = cos * x + sin * y, cos * y - sin * x
    if knobs.bend:
        x = x + knobs.bend * (z[:, 6] * np.sin(3 * y + 6.28 * u[:, 8]) + z[:, 7] * y * y)
        y = y + knobs.bend * (z[:, 8] * np.sin(3 * x + 6.28 * u[:, 9]) + z[:, 9] * x * x)
    radii, holes = outlines()
    angle = (np.arctan2(y, x) * (ANGLES / (2 * np.pi)) + ANGLES).astype(np.int32) % ANGLES
    edge = radii[shape[:, None, None], angle] - np.sqrt(x * x + y * y)
    hole = holes[shape][:, :, None, None]
    pierced = np.where(hole[:, 2] > 0, np.hypot(x - hole[:, 0], y - hole[:, 1]) - hole[:, 2], np.float32(9))
    return np.asarray(np.clip(np.minimum(edge, pierced) * SIZE / 2 + 0.5, 0, 1), np.float32)


def _stripes(draws: Draws, knobs: Challenges, stripes: NDArray[np.int64]) -> Floats:
    """Return the brightness of the stripes around 1, (n, 32, 32)."""
    x, y = _grid()
    angle = (np.pi * stripes / 10 + knobs.stripes_angle * draws.normal[:, 10])[:, None, None]
    wave = np.float32(np.pi * SIZE / STRIPES_PERIOD)
    along = x * np.cos(angle).astype(np.float32) + y * np.sin(angle).astype(np.float32)
    phase = PHASE_SPREAD * draws.normal[:, 13, None, None]
    return np.asarray(1 + knobs.stripes * np.sin(wave * along + phase), np.float32)


def _occlude(draws: Draws, knobs: Challenges, picture: Floats) -> Floats:
    """Lay a bar of one colour over part of the shape in some images."""
    u = draws.uniform
    chosen = np.flatnonzero(u[:, 11] < knobs.occlusion)
    v = u[chosen][:, :, None, None]
    x, y = _grid()
    angle = np.pi * v[:, 12]
    across = x * np.cos(angle) + y * np.sin(angle) - (v[:, 13] - 0.5)
    cover = np.clip((0.14 + 0.14 * v[:, 14] - np.abs(across)) * SIZE / 2 + 0.5, 0, 1)[..., None]
    level = u[chosen, 16]
    colour = _rgb(u[chosen, 15], 0.35 + 0 * level, 0.2 + 0.6 * level)[:, None, None]
    picture[chosen] += cover * (colour - picture[chosen])
    return picture


def _light(draws: Draws, knobs: Challenges) -> Floats:
    """Return the brightness of the light at each pixel, (n, 32, 32)."""
    x, y = _grid()
    z = draws.normal[:, :, None, None]
    direction = 2 * np.pi * draws.uniform[:, 17, None, None]
    slope = x * np.cos(direction) + y * np.sin(direction)
    return np.asarray(np.exp(knobs.gain * (z[:, 11] + 2 * z[:, 12] * slope)), np.float32)
