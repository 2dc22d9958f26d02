"""`python -m utils pack ASSIGNMENT` and `python -m utils checks`."""

import sys

from utils.course_python import explain

try:
    from utils.pack.cli import main

    sys.exit(main())
except ModuleNotFoundError as error:
    explain(error)
    raise
