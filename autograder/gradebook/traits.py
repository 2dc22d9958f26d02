"""`nbgrader autograde` with our grading: three settings in nbgrader_config.py, each a name from here.

`RecoveringExporter` reads any file. `Restore` puts the submission back into the shape of the release. `Score`
grades in place of a kernel, and gives every graded cell its score for nbgrader to save. What is written is
what `autograder grade --gradebook` writes, made by the same functions.
"""

import os
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat.notebooknode
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped]

from autograder.course import Course, Notebook
from autograder.errors import InfrastructureError
from autograder.grade import Work
from autograder.gradebook.autograded import graded, readable_cells, stamp_key
from autograder.gradebook.rebuild import rebuild
from autograder.gradebook.released import released
from autograder.launch import granted_paths
from autograder.pool import Job, close_graders, grade_source
from autograder.report import NotebookResult, Report, from_json
from autograder.sandbox import refuse_hidden
from autograder.settings import read_settings
from autograder.sources import find_sources

_node: Any = nbformat.notebooknode.from_dict  # which is not typed


class RecoveringExporter(NotebookExporter):
    """Reads a submitted notebook whatever is in the file; others as nbconvert does.

    It lives as long as one run of `nbgrader autograde`, and so does what it holds.
    """

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Return the converted notebook and its resources."""
        if not _is_submitted(self, filename, resources):
            return super().from_filename(filename, resources, **kw)
        notebook = _notebook(self, resources)
        release = released(notebook)
        cells = readable_cells(release, _held(self, resources).work, notebook.name)
        tree = {"cells": cells, "metadata": release.metadata, "nbformat": 4, "nbformat_minor": 5}
        resources["metadata"] = {"name": notebook.name, "path": os.path.dirname(filename)}
        convert: Any = self.from_notebook_node
        return convert(_node(tree), resources, **kw)


class Restore(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds every cell that nbgrader knows from the release; one of the `sanitize_preprocessors`."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Return the notebook in the shape of the release, without scores."""
        release = released(_notebook(self.parent, resources))
        nb.cells = _node({"cells": rebuild(nb.cells, release)}).cells
        return nb, resources


class Score(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades in place of a kernel; the first of the `autograde_preprocessors`."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Return the notebook with scores.

        Raises
        ------
        InfrastructureError
            If it could not be graded by our fault: nbgrader reports the student and goes on.
        """
        notebook, held = _notebook(self.parent, resources), _held(self.parent, resources)
        result = _result(held.report(self.parent), notebook.name)
        key = stamp_key(released(notebook), held.work, result)
        return _node(graded(notebook, nb.cells, result, key)), resources


@dataclass
class _Held:
    """The submission that a run is at: read once, graded once, for all its notebooks."""

    job: Job
    source: Any
    work: Work
    graded: Report | None = None

    def report(self, exporter: Any) -> Report:
        if self.graded is None:
            _fresh_graders(exporter)
            outcome = grade_source(self.job, self.source)
            if outcome.refused:
                raise InfrastructureError(outcome.refused)
            self.graded = from_json(outcome.report)
        return self.graded


_runs: "weakref.WeakKeyDictionary[Any, tuple[tuple[str, str], _Held]]" = weakref.WeakKeyDictionary()
_owner: list["weakref.ref[Any]"] = []


def _fresh_graders(exporter: Any) -> None:
    """Keep graders for one run: a Jupyter server grades many times, and suites change meanwhile."""
    if not _owner or _owner[0]() is not exporter:
        close_graders()
        _owner[:] = [weakref.ref(exporter)]
        weakref.finalize(exporter, close_graders)


def _held(exporter: Any, resources: Any) -> _Held:
    """Return the submission that `resources` are about."""
    key = (resources["nbgrader"]["assignment"], resources["nbgrader"]["student"])
    if exporter not in _runs or _runs[exporter][0] != key:
        _runs[exporter] = key, _read(_submitted(exporter, resources), _course(exporter), key[0])
    return _runs[exporter][1]


def _read(folder: Path, course: Course, assignment: str) -> _Held:
    refuse_hidden(granted_paths(course.root), [str(folder)])
    job = Job(course, read_settings(course.root))
    student = folder.parent if folder.name == assignment else folder
    source = find_sources([student], course, assignment).sources[0]
    return _Held(job, source, source.read(job.settings))


def _result(report: Report, name: str) -> NotebookResult:
    result = next(one for one in report.notebooks if one.name == name)
    if result.score is None:
        why = "; ".join(report.warnings) or "see `autograder doctor`"
        raise InfrastructureError(f"{name} could not be graded, by no fault of the student's: {why}")
    return result


def _course(exporter: Any) -> Course:
    return Course(Path(exporter.parent.coursedir.root))


def _notebook(exporter: Any, resources: Any) -> Notebook:
    names = resources["nbgrader"]
    return Notebook(_course(exporter).root, names["assignment"], names["notebook"])


def _submitted(exporter: Any, resources: Any) -> Path:
    """Return the folder in which nbgrader looks for a submission."""
    names, where = resources["nbgrader"], exporter.parent.coursedir
    return Path(where.format_path(where.submitted_directory, names["student"], names["assignment"]))


def _is_submitted(exporter: Any, filename: str, resources: Any) -> bool:
    """Whether a file is a submission, rather than what was made of one."""
    if not resources or "nbgrader" not in resources:
        return False
    return Path(filename).parent == _submitted(exporter, resources)
