"""Run an attack's cells as they are, confined by nothing: what it looks for must then be found.

Started as `python control.py CELLS.json`; what the last cell that raises LookupError says goes to standard
output. Only attacks that read are run like this; time and memory are bounded all the same.
"""

import json
import resource
import sys
from pathlib import Path

SECONDS = 20


def main(path: str) -> None:
    """Run the cells in one namespace."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
    namespace: dict[str, object] = {"__name__": "__main__"}
    for source in json.loads(Path(path).read_text(encoding="utf-8")):
        try:
            exec(compile(source, "<cell>", "exec"), namespace)
        except LookupError as error:
            print(error)
        except Exception as error:  # as in a notebook, the next cell runs all the same
            print(type(error).__name__, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
