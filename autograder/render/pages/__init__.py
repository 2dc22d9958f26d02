"""Pages for people: what one student gets, and what the instructor sees of a class. Each is one HTML file."""

from autograder.render.pages.overview import class_report
from autograder.render.pages.student import student_page

__all__ = ["class_report", "student_page"]
