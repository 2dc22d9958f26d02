"""Gradescope: `bundle` makes the zip file that grades an assignment there; `entry` is what runs inside it.

Only what `--help` needs is in this file.
"""

from enum import StrEnum


class Visibility(StrEnum):
    """When students see a result, in Gradescope's words."""

    visible = "visible"
    after_due_date = "after_due_date"
    after_published = "after_published"
    hidden = "hidden"


HELP = """Write the zip file with which Gradescope grades an assignment as `autograder grade` does.

It is CONFIDENTIAL: solutions, hidden tests and the course's secret are in it. Make it anew, and upload it
again, after every change to the assignment.

\b
On Gradescope
  Assignment   a Programming Assignment; the autograder points are printed here
  Upload       Configure Autograder > Zip file upload > Update Autograder
  Base image   Ubuntu 22.04 or newer, variant Base; Python 3.11 is installed if it is missing
  Container    1 CPU, 2 GB of memory (with the default of less it may be killed)
  Time limit   40 minutes: an honest submission takes half a minute, endless loops take their limits
  Written answers are marked by a person: give them questions of their own, for manual grading.

Students upload notebooks, a folder, a repository, or the zip of `python -m utils pack`. With --visibility
visible they see hints and points after each upload, as often as Gradescope lets them upload. Where student
code can be confined neither by Landlock nor by a user of its own, nothing is graded, and Gradescope says that
the autograder failed, unless --isolation process.

\b
Examples
  autograder gradescope a1_linear_classifiers -o a1.zip
  autograder gradescope a1_linear_classifiers -o a1.zip --visibility after_due_date
"""
