"""The rights that each Landlock ABI knows."""

import os

import pytest

from autograder.sandbox import landlock

# From the kernel's documentation: ABI, last bit of the file rights, network rights, scopes.
ABIS = [
    (1, 12, 0, 0),
    (2, 13, 0, 0),
    (3, 14, 0, 0),
    (4, 14, 2, 0),
    (5, 15, 2, 0),
    (6, 15, 2, 2),
    (7, 15, 2, 2),
]


@pytest.mark.parametrize(("abi", "last_file_right", "network", "scopes"), ABIS)
def test_every_right_of_an_abi_is_handled(abi, last_file_right, network, scopes):
    assert landlock.rights(landlock.FILE_RIGHTS, abi) == (1 << last_file_right + 1) - 1
    assert landlock.rights(landlock.NETWORK_RIGHTS, abi) == (1 << network) - 1
    assert landlock.rights(landlock.SCOPES, abi) == (1 << scopes) - 1


def test_an_overstated_abi_falls_back():
    """Some kernels claim an ABI of which they lack a part."""
    claimed = landlock.version()
    if claimed <= 0:
        pytest.skip("this kernel has no Landlock")
    ruleset = landlock.open_ruleset(["/usr/lib"], claimed)
    os.close(ruleset.descriptor)
    assert 1 <= ruleset.abi <= claimed


def test_path_structure_is_packed():
    """The kernel reads 12 bytes: a 64-bit mask and a 32-bit descriptor, without padding."""
    import ctypes

    assert ctypes.sizeof(landlock._PathBeneath) == 12
