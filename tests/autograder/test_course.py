"""What the course says about its notebooks."""

from autograder.course import find_course


def test_what_only_demonstrations_import_is_not_imported():
    books = {book.name: book for group in find_course().assignments.values() for book in group}
    assert "sklearn.cluster" in books["features"].released.read_text()
    assert "sklearn.cluster" not in books["features"].imports
    assert {"numpy", "utils.checks.features"} < {*books["features"].imports}
