"""Which tests are called, and which pytest runs."""

import os

import pytest

from autograder.direct import directly
from autograder.session import OPTIONS

SUITE = """
import pytest

@pytest.fixture
def own():
    return 3

@pytest.mark.question("q", points=1)
def test_plain(submission, reference, rng):
    pass

@pytest.mark.question("q")
@pytest.mark.parametrize("size", [1, 2])
def test_sizes(submission, size):
    pass

@pytest.mark.question("q")
def test_nothing():
    pass

@pytest.mark.question("q")
def test_own_fixture(submission, own):
    pass

@pytest.mark.question("q")
@pytest.mark.skipif(True, reason="not here")
def test_skipped(submission):
    pass

@pytest.mark.question("q")
@pytest.mark.usefixtures("own")
def test_uses(submission):
    pass

@pytest.mark.question("q")
def test_request(request):
    pass

@pytest.mark.question("q")
@pytest.mark.parametrize("own", [1], indirect=True)
def test_indirect(own):
    pass

class TestClass:
    @pytest.mark.question("q")
    def test_method(self, submission):
        pass
"""
OVERRIDING = """
import pytest

@pytest.fixture
def rng():
    return 4

@pytest.mark.question("q")
def test_rng(rng):
    pass

@pytest.mark.question("q")
def test_submission(submission):
    pass
"""
SET_UP = """
import pytest

def setup_function():
    pass

@pytest.mark.question("q")
def test_after_setup(submission):
    pass
"""


def collected(path, text):
    """Return how each test of a suite is called, by name."""
    suite = path / f"test_{path.name}.py"
    suite.write_text(text)
    found = {}

    class Keep:
        def pytest_runtestloop(self, session):
            found.update({item.name: directly(item) for item in session.items})
            return True

    pytest.main([*OPTIONS, f"--rootdir={path}", "-c", os.devnull, str(suite)], plugins=[Keep()])
    return found


def test_only_plain_tests_are_called(tmp_path):
    found = collected(tmp_path, SUITE)
    called = {name for name, direct in found.items() if direct}
    assert called == {"test_plain", "test_sizes[1]", "test_sizes[2]", "test_nothing", "test_method"}
    assert found["test_plain"].fixtures == ("submission", "reference", "rng")
    assert found["test_sizes[2]"].params == {"size": 2}


def test_a_fixture_of_the_suites_own_goes_first(tmp_path):
    found = collected(tmp_path, OVERRIDING)
    assert found["test_rng"] is None
    assert found["test_submission"] is not None


def test_a_setup_function_is_pytests(tmp_path):
    assert collected(tmp_path, SET_UP) == {"test_after_setup": None}
