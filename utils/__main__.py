"""`python -m utils pack ASSIGNMENT`."""

import sys

from utils.pack.cli import main

sys.exit(main())
