"""What can be chosen on the command line by more than one command, and the longer choices: one name each."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.gradescope import Visibility


class IsolationOption(StrEnum):
    """How student code is confined."""

    full = "full"
    process = "process"


class Format(StrEnum):
    """How results are shown."""

    terminal = "terminal"
    github = "github"
    junit = "junit"
    classroom50 = "classroom50"


Submissions = Annotated[
    list[Path],
    typer.Argument(metavar="SUBMISSION", help="Notebooks, folders, zip files.", show_default=False),
]
Assignments = Annotated[
    list[str] | None,
    typer.Argument(metavar="ASSIGNMENT", help="Folders of solutions/; all by default.", show_default=False),
]
Targets = Annotated[
    list[str] | None,
    typer.Argument(metavar="ASSIGNMENT[/NOTEBOOK]", help="Which suites; all by default.", show_default=False),
]
Only = Annotated[
    str,
    typer.Option(
        "--assignment", "-a", metavar="NAME", help="Grade this assignment only.", show_default=False
    ),
]
Students = Annotated[
    list[str] | None,
    typer.Option(
        "--student",
        "-s",
        metavar="NAME",
        help="Grade this student only; may be repeated.",
        show_default=False,
    ),
]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where results are written.")]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes that grade; 0: one for each core.")
]
Isolated = Annotated[
    IsolationOption | None,
    typer.Option(
        help="full: confined by the kernel, and refused where it cannot be. process: a separate process "
        "only, which every report then says.  [default: the course's setting]",
        show_default=False,
    ),
]
FormatChosen = Annotated[
    Format,
    typer.Option(
        "--format",
        help="terminal: for people. github: a step summary in Markdown, and annotations. junit: XML for "
        "any CI. classroom50: result.json of one submission (classroom50/result/v1).",
    ),
]
FormatTo = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FILE",
        help="Where that goes.  [default: standard output; for github, the file that GITHUB_STEP_SUMMARY "
        "names]",
        show_default=False,
    ),
]
FailUnder = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        min=0,
        max=100,
        metavar="PERCENT",
        help="Exit code 1 if a submission that was graded has less than this share of the points.",
        show_default=False,
    ),
]
BundleTo = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FOLDER|ZIP", help="Write the student bundle there instead.", show_default=False
    ),
]
OneAssignment = Annotated[
    str, typer.Argument(metavar="ASSIGNMENT", help="A folder of solutions/.", show_default=False)
]
ZipTo = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE.zip", help="Where to write it.", show_default=False),
]
Visible = Annotated[Visibility, typer.Option(help="When students see hints and points.")]
Repositories = Annotated[
    Path,
    typer.Argument(metavar="LIST", help="A CSV: student,repository,assignment.", show_default=False),
]
Collected = Annotated[
    Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where submissions are laid out.")
]
Before = Annotated[
    str,
    typer.Option(metavar="DATE", help="Take the last commit until then, such as 2026-03-01T23:59+01:00."),
]
Mutants = Annotated[
    bool, typer.Option("--mutants", help="Try automated mutants of the references; takes minutes.")
]
Every = Annotated[bool, typer.Option("--every", help="Grade every question against every mistake.")]
