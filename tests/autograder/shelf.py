"""A folder of wheels in place of the package registry, of what is installed here.

pip resolves, installs and makes commands as ever; but a wheel holds links to a distribution's modules, not
the modules, and so is installed in no time. What pip does not choose cannot be imported.
"""

import importlib.metadata
import os
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
KEPT = ("METADATA", "entry_points.txt")
DATA = ("share", "etc")  # beside the packages: Jupyter's kernel, and the pages of its programs


def stock(folder: Path) -> dict[str, str]:
    """Fill a folder with wheels; return the variables with which pip looks there and nowhere else."""
    for distribution in importlib.metadata.distributions(path=[sysconfig.get_path("purelib")]):
        if distribution.files and (info := _info(distribution)):
            _write(distribution, info, folder)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folder.as_uri()}


def _info(distribution: importlib.metadata.Distribution) -> str:
    """Return the name of a distribution's folder of metadata; none if it is installed from a checkout."""
    names = {path.parts[0] for path in distribution.files or () if path.name == "METADATA"}
    editable = any(path.name.startswith("__editable__") for path in distribution.files or ())
    return "" if editable else next((name for name in names if name.endswith(".dist-info")), "")


def _write(distribution: importlib.metadata.Distribution, info: str, folder: Path) -> None:
    stem = info.removesuffix(".dist-info")
    links = folder / "modules" / stem
    links.mkdir(parents=True)
    for name in _modules(distribution):
        (links / name).symlink_to(distribution.locate_file(name))
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for name in KEPT:
            wheel.writestr(f"{info}/{name}", distribution.read_text(name) or "")
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", "")
        wheel.writestr(f"{stem}.pth", f"{links}\n")
        for path in distribution.files or ():
            place = Path(os.path.normpath(Path("lib", "python", "site-packages", path)))
            if place.parts[0] in DATA:
                wheel.write(Path(distribution.locate_file(path)), f"{stem}.data/data/{place}")


def _modules(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    """Yield the names that a distribution brings: modules, packages, and shared libraries beside them."""
    names = {path.parts[0] for path in distribution.files or ()}
    yield from sorted(
        name for name in names - {"..", "__pycache__"} if not name.endswith((".dist-info", ".pth"))
    )
