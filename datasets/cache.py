"""Arrays kept in a folder of the user's, so that slow ones are made once. Nothing here needs it to work."""

import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VARIABLE = "DATASETS_CACHE"
FOLDER = "linear-to-deep"
Arrays = Mapping[str, NDArray[Any]]


def folder(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> Path | None:
    """Return the cache folder: that of the environment variable DATASETS_CACHE, or the platform's own.

    None if the user has no home folder. The folder need not exist.
    """
    known = os.environ if environment is None else environment
    if known.get(VARIABLE):
        return Path(known[VARIABLE]).expanduser()
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if platform == "win32":
        return Path(known.get("LOCALAPPDATA") or home / "AppData" / "Local") / FOLDER
    if platform == "darwin":
        return home / "Library" / "Caches" / FOLDER
    return Path(known.get("XDG_CACHE_HOME") or home / ".cache") / FOLDER


def read(name: str) -> dict[str, NDArray[Any]] | None:
    """Return the arrays kept under a name; None if there are none, or none that can be read."""
    place = folder()
    if place is None:
        return None
    try:
        # opened here: numpy leaves a damaged file open
        with (place / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return {key: kept[key] for key in kept.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):  # absent, forbidden, or cut off
        return None


def write(name: str, arrays: Arrays) -> bool:
    """Keep arrays under a name, all or nothing. Return whether it worked."""
    place = folder()
    if place is None:
        return False
    temporary = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place, suffix=".new", delete=False) as file:
            temporary = Path(file.name)
            np.savez(file, allow_pickle=False, **arrays)
        temporary.replace(place / f"{name}.npz")
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        return False
    return True


def kept(name: str, make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays kept under a name; make and keep them if there are none."""
    found = read(name)
    if found is not None:
        return found
    made = make()
    write(name, made)
    return made
