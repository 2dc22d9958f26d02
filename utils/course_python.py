"""What `python -m utils` says where the packages of the course are not installed."""

import sys


def explain(error: ModuleNotFoundError) -> None:
    """End the program with a sentence in place of a traceback; return where the fault is our own.

    Parameters
    ----------
    error : ModuleNotFoundError
        Names the module that is not there.

    Raises
    ------
    SystemExit
        With exit code 2.
    """
    if (error.name or "").partition(".")[0] in ("", "utils", "datasets"):
        return
    print(
        f"This is not the Python of the course: use .venv/bin/python (Windows: .venv\\Scripts\\python).\n"
        f"{sys.executable} has no module {error.name}.",
        file=sys.stderr,
    )
    raise SystemExit(2)
