"""Confine the current process: one file a layer, decided once, entered by each forked child.

Imports nothing but the standard library and `autograder.errors`: it is loaded in the warm server,
which knows nothing hidden.
"""

from autograder.sandbox.confinement import Confinement
from autograder.sandbox.platform import Finding, Platform, findings, inspect_platform, obstacles
from autograder.sandbox.policy import Policy, default_read_paths, refuse_hidden, refuse_readable

__all__ = [
    "Confinement",
    "Finding",
    "Platform",
    "Policy",
    "default_read_paths",
    "findings",
    "inspect_platform",
    "obstacles",
    "refuse_hidden",
    "refuse_readable",
]
