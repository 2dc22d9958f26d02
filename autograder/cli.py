"""The command line. Heavy modules are imported by the command that needs them, so that --help is quick."""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from autograder.errors import AutograderError, InfrastructureError, UsageError
from autograder.gradescope import HELP, Visibility
from autograder.options import (
    Assignments,
    Before,
    BundleTo,
    Collected,
    Every,
    FailUnder,
    Format,
    FormatChosen,
    FormatTo,
    Isolated,
    IsolationOption,
    Jobs,
    Mutants,
    OneAssignment,
    Only,
    Output,
    Repositories,
    Students,
    Submissions,
    Targets,
    Visible,
    ZipTo,
)

if TYPE_CHECKING:
    from autograder.course import Course

USAGE, OURS = 2, 3

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # examples keep their lines
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"autograder {version('linear-to-deep')}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Grade notebooks with hidden tests that never share a process with student code.

    \b
    Try it out     autograder demo
    Grade a class  autograder grade submitted/
    Look at one    autograder report reports/a1_linear_classifiers/ada.json
    """  # noqa: D301


@app.command()
def grade(
    submissions: Submissions,
    assignment: Only = "",
    student: Students = None,
    output: Output = Path("reports"),
    jobs: Jobs = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; show who would move, and by how much.")
    ] = False,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade also what has not changed since its report.")
    ] = False,
    pages: Annotated[bool, typer.Option(help="Write a page for each student and the class report.")] = True,
    gradebook: Annotated[
        bool, typer.Option("--gradebook", help="Write scores and notebooks where nbgrader keeps them.")
    ] = False,
    database: Annotated[
        str, typer.Option("--db", metavar="URL", help="nbgrader's database, if not the configured one.")
    ] = "",
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="Grade on the workers of a Dask cluster.")
    ] = "",
    isolation: Isolated = None,
    format: FormatChosen = Format.terminal,
    to: FormatTo = None,
    fail_under: FailUnder = None,
) -> None:
    """Grade submissions: a report and a page for each student, a table, and a class report.

    \b
    SUBMISSION is one of
      a tree           submitted/<student>/<assignment>/<notebook>.ipynb
                       or, for one assignment, <folder>/<student>/<notebook>.ipynb
                       or a folder of zip files; names that Canvas or Moodle gave are fine
      a student's      folder or <student>.zip, with the notebooks directly in it, in
                       one more folder, or in a folder for each assignment
      a notebook       the student is the folder above the assignment's folder,
                       or else the folder that the notebook lies in

    The assignment is told by the name of its folder, or else by that of the notebook. 'losses (1).ipynb' and
    'losses-ada.ipynb' are taken for losses.ipynb where nothing else can be. Links are not followed.

    \b
    Written, as soon as there is something to write
      FOLDER/<assignment>/<student>.json   the report; .html, the page for the student
      FOLDER/<assignment>/grades.csv       the table of all reports in that folder
      FOLDER/<assignment>/index.html       the class report
    With --gradebook also nbgrader's database and autograded/, as `nbgrader autograde` would leave them;
    grades given by hand stay.

    Stopped or killed, start again: what is graded and has not changed is not graded twice.

    \b
    Examples
      autograder grade submitted/
      autograder grade submitted/ --student ada --regrade
      autograder grade submitted/ --gradebook
      autograder grade ada.zip bob.zip --output late
      autograder grade submitted/ada/a1_linear_classifiers/losses.ipynb
      autograder grade ada.zip --format github --fail-under 60

    \b
    Exit code
      0  everything is graded; a file that cannot be read gets no points and a note
      1  with --fail-under only: everything is graded, and a submission has less than that
      2  bad usage: nothing was graded
      3  something could not be graded by our fault; the rest is
    """  # noqa: D301
    from autograder.course import find_course
    from autograder.formats import Delivery, deliver
    from autograder.run import Options, grade_submissions, screen, show
    from autograder.settings import read_settings

    delivery = Delivery(format, to, fail_under)
    delivery.check(dry_run)
    course = find_course(Path.cwd())
    settings = read_settings(course.root, **_isolation(isolation))
    seen = screen()
    options = Options(
        output,
        jobs,
        assignment,
        tuple(student or ()),
        regrade,
        dry_run,
        pages,
        gradebook,
        database,
        scheduler,
    )
    summary = grade_submissions(submissions, course, settings, seen, options)
    raise typer.Exit(deliver(summary, delivery, seen, show))


@app.command()
def report(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Reports, or folders of them.", show_default=False),
    ],
    format: FormatChosen = Format.terminal,
    to: FormatTo = None,
    fail_under: FailUnder = None,
) -> None:
    """Show saved reports: one question by question, several as a table.

    \b
    Examples
      autograder report reports/a1_linear_classifiers/ada.json
      autograder report reports/a1_linear_classifiers
      autograder report reports/ --format junit --to results.xml
    """  # noqa: D301
    from autograder.formats import Delivery, deliver
    from autograder.run import saved, screen, show_saved

    delivery = Delivery(format, to, fail_under)
    delivery.check()
    raise typer.Exit(deliver(saved(paths), delivery, screen(), show_saved, beside=False))


@app.command()
def collect(
    repositories: Repositories,
    output: Collected = Path("submitted"),
    before: Before = "",
) -> None:
    """Collect submissions from students' git repositories, as `autograder grade` wants them.

    \b
    LIST is a table (CSV) with a line for each repository
      student,repository,assignment
      ada,https://github.com/course/ada,
      bob,ssh://git@github.com/course/losses-bob,a1_linear_classifiers
    Without an assignment, a repository's notebooks are sorted by their folders and names.

    Of the default branch, the notebooks of the course are written to FOLDER/<student>/<assignment>/, with
    the date of the commit in timestamp.txt, from which nbgrader tells who is late. Nothing is checked out:
    no hook, filter, submodule or link of a repository has any effect. What has not changed is not fetched
    again.

    A DATE without a zone is in UTC; one without a time is the end of that day. Students set the dates of
    their commits themselves: where that matters, collect at the deadline.

    \b
    Exit code
      0  everything is collected
      1  some repositories are not, and standard error says why; the others are
      2  bad usage: nothing was collected
    """  # noqa: D301
    from autograder.collect import collect as gather
    from autograder.course import find_course
    from autograder.run import screen

    raise typer.Exit(gather(repositories, output, find_course(Path.cwd()), before, screen().aside))


@app.command()
def similar(
    submissions: Submissions,
    assignment: Only = "",
) -> None:
    """Show which submissions resemble each other: a hint to look, never a verdict.

    What was released is taken away, names of variables and layout do not count, and what few students share
    weighs more than what everyone writes.

    \b
    Examples
      autograder similar submitted/
      autograder similar submitted/ --assignment a1_linear_classifiers
    """  # noqa: D301
    from autograder.course import find_course
    from autograder.run import screen, show_similar
    from autograder.settings import read_settings

    course = find_course(Path.cwd())
    show_similar(submissions, course, read_settings(course.root), screen(), assignment)


@app.command()
def release(
    assignments: Assignments = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 if something is out of date.")
    ] = False,
    to: BundleTo = None,
) -> None:
    """Make the students' notebooks from solutions/, or the bundle that students get.

    The notebooks are written to assignments/ by nbgrader, and never edited by hand.

    With --to: a repository or zip file of assignments/, utils, datasets, requirements and a README for
    students, with a workflow that runs the visible checks on each push; nothing of the grader. assignments/
    must be up to date. A folder that holds a bundle is brought up to date: it keeps the assignments it has,
    and every file that somebody added or changed.

    \b
    Examples
      autograder release
      autograder release a1_linear_classifiers --check
      autograder release a1_linear_classifiers --to ../course-2027
      autograder release --to bundle.zip
    """  # noqa: D301
    from autograder.course import find_course
    from autograder.release import release as make

    course = find_course(Path.cwd())
    chosen = _chosen(course, assignments)
    if to is not None:
        from autograder.bundle import summary, write_bundle

        if check:
            raise UsageError("--check changes nothing and --to writes a bundle: give one of them.")
        typer.echo("\n".join(summary(write_bundle(course, chosen, to), to)))
        raise typer.Exit
    differences = make(course, chosen, check)
    for line in differences:
        typer.echo(line)
    if not differences:
        typer.echo(f"assignments/ is up to date: {', '.join(chosen) or 'there is no assignment yet'}.")
    raise typer.Exit(1 if check and differences else 0)


@app.command(help=HELP)
def gradescope(
    assignment: OneAssignment,
    output: ZipTo,
    visibility: Visible = Visibility.visible,
    isolation: Isolated = None,
) -> None:
    """Write the zip file with which Gradescope grades an assignment as `autograder grade` does."""
    from autograder.course import find_course
    from autograder.gradescope.bundle import write_zip
    from autograder.gradescope.choices import Choices
    from autograder.settings import read_settings

    course = find_course(Path.cwd())
    settings = read_settings(course.root, **_isolation(isolation))
    typer.echo(write_zip(course, Choices(assignment, visibility), settings, output))


@app.command()
def verify(
    targets: Targets = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Take what is found for the new record.")] = False,
    mutants: Mutants = False,
    every: Every = False,
    isolation: Isolated = None,
) -> None:
    """Prove that the suites grade: references get everything, stubs nothing, known mistakes are named.

    A question that keeps its points where a function is missing is graded against one mistake in it, not all.
    With --mutants, the references are changed in one small place after another.
    """
    from autograder.course import find_course
    from autograder.settings import read_settings

    course = find_course(Path.cwd())
    settings = read_settings(course.root, **_isolation(isolation))
    chosen = targets or list(course.assignments)
    for target in chosen:
        course.select(target)
    if mutants:
        from autograder.mutation.run import run as run_mutants
        from autograder.run import screen

        raise typer.Exit(run_mutants(course, chosen, settings, screen(), as_json, update))
    from autograder.verify import run

    raise typer.Exit(run(course, chosen, settings, as_json, update, every))


@app.command()
def doctor() -> None:
    """Say what this machine can confine, and how to get what it cannot."""
    from autograder.doctor import show_doctor
    from autograder.run import screen

    raise typer.Exit(show_doctor(screen().results))


@app.command()
def demo(output: Output = Path("demo"), jobs: Jobs = 0, isolation: Isolated = None) -> None:
    """Grade a sample class and check what each gets.

    Its members are complete, untouched, half done, mistaken, looping and mangled. They are made from the
    solutions and the catalogue of misconceptions, graded by what `autograder grade` runs, and compared with
    what each deserves. Exit code 1 if one gets anything else.
    """
    from autograder.course import find_course
    from autograder.demo import run
    from autograder.run import screen

    raise typer.Exit(run(find_course(Path.cwd()), output, jobs, screen(), **_isolation(isolation)))


def _isolation(chosen: IsolationOption | None) -> dict[str, str]:
    return {"isolation": chosen.value} if chosen else {}


def _chosen(course: "Course", assignments: list[str] | None) -> list[str]:
    """Return the assignments named, all of them known; every one when none is named."""
    for name in assignments or ():
        course.notebooks(name)
    return assignments or list(course.assignments)


def main() -> None:
    """Run the command line: one clear message, and no traceback, for what is not a defect of ours."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # names and marks, on a terminal that cannot show them
    try:
        app(prog_name="autograder")
    except InfrastructureError as error:
        _stop(error, OURS)
    except AutograderError as error:
        _stop(error, USAGE)


def _stop(error: AutograderError, code: int) -> NoReturn:
    print(f"autograder: {error}", file=sys.stderr)
    if code == OURS:
        print("`autograder doctor` says what this machine can do.", file=sys.stderr)
    raise SystemExit(code)
