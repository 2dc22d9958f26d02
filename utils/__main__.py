"""`python -m utils pack ASSIGNMENT` and `python -m utils checks`."""

import sys

from utils.pack.cli import main

sys.exit(main())
