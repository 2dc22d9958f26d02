"""What a notebook gets by importing, and what that costs."""

import json
import subprocess
import sys
from pathlib import Path

import utils

ROOT = Path(utils.__file__).parents[1]


def test_the_public_names_are_these():
    assert sorted(utils.__all__) == [
        "GradientReport",
        "add_to_class",
        "check_gradient",
        "from_notebook",
        "plots",
        "when_ready",
    ]
    assert all(hasattr(utils, name) for name in utils.__all__)


def test_utils_resolves_inside_this_repository():
    """The name is used by other distributions, too."""
    assert (ROOT / "solutions").is_dir()


def test_importing_loads_nothing_heavy():
    program = (
        "import json, sys, utils, utils.checks.losses, datasets\n"
        "heavy = {'matplotlib', 'sklearn', 'IPython', 'scipy'}\n"
        "print(json.dumps(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert json.loads(done.stdout) == []
