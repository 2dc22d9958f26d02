"""The zip file run as Gradescope runs it: the same folders in a fresh root, setup.sh, submissions.

Most tests have a course of one small notebook, and the packages of this Python in place of new ones. The
slow ones run all of setup.sh and grade some of the sample class: with packages from here; in full from the
registry, and everybody.
"""

import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder import demo, sample
from autograder.course import Course, find_course
from autograder.grade import Grader, Work
from autograder.gradescope.bundle import write_zip
from autograder.gradescope.choices import Choices
from autograder.report import Report
from autograder.sandbox import inspect_platform
from autograder.sandbox.identity import SPARE_UID
from autograder.settings import Settings

SECRET = "of this container"
QUICK = Settings(secret=SECRET, cell_cpu=2.0, call_cpu=2.0, load_cpu=10.0, total_cpu=30.0)
MINI = msgspec.structs.replace(QUICK, cell_cpu=1.0, call_cpu=1.0)
SOME = ("ada", "bruno", "carla", "goran", "karl", "rosa")  # of the sample class
NOBODY = 65534
ROOT = os.geteuid() == 0
LANDLOCK = 444  # landlock_create_ruleset, on every architecture
SECCOMP = {"x86_64": 317, "aarch64": 277}.get(platform.machine(), 0)
PATH = "/usr/local/bin:/usr/bin:/bin"
one_installation = pytest.mark.xdist_group("container")
as_root = pytest.mark.skipif(not ROOT, reason="only root can change to another user")
# Runs a command on a kernel without some system calls: it answers ENOSYS, as an older one does.
WITHOUT = """
import os, sys
from autograder.sandbox import capabilities, seccomp
from autograder.sandbox.bpf import ABSENT, ALLOW, JUMP_EQUAL, LOAD, RETURN, Instruction
numbers, command = [int(word) for word in sys.argv[1].split(",")], sys.argv[2:]
refused = [step for number in numbers
           for step in (Instruction(JUMP_EQUAL, 0, 1, number), Instruction(RETURN, 0, 0, ABSENT))]
capabilities.forbid_new_privileges()
seccomp.install(seccomp.Filter((Instruction(LOAD, 0, 0, 0), *refused, Instruction(RETURN, 0, 0, ALLOW))))
os.execvp(command[0], command)
"""


@dataclass(frozen=True)
class Run:
    """What came of one run of run_autograder: exit code, what it printed, results.json if there is one."""

    code: int
    printed: str
    results: dict[str, Any] | None


@dataclass(frozen=True)
class Container:
    """The folders that Gradescope makes, under `root` instead of /autograder."""

    root: Path
    uid: int = 0
    pip: Mapping[str, str] = field(default_factory=dict)
    path: str = PATH

    def unpack(self, archive: Path) -> None:
        """Lay out the folders; permissions of files as `unzip` restores them."""
        for name in ("source", "submission", "results"):
            (self.root / name).mkdir(parents=True)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(self.root / "source")
            for info in opened.infolist():
                (self.root / "source" / info.filename).chmod(info.external_attr >> 16 & 0o777)
        shutil.copy(self.root / "source" / "run_autograder", self.root)
        (self.root / "submission_metadata.json").write_text('{"users": [{"email": "ada@example.org"}]}')
        if self.uid:
            for path in (self.root, *self.root.rglob("*")):
                os.lchown(path, self.uid, self.uid)

    def lend(self, environment: Path) -> None:
        """Use installed packages: setup.sh installs none where an environment is there."""
        (self.root / "venv").symlink_to(environment)

    def run(self, script: str, absent: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        """Run a script in the root folder, perhaps on a kernel without some system calls."""
        command = [str(self.root / script)]
        if self.uid:
            command = ["setpriv", f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups", *command]
        if absent:
            command = [sys.executable, "-c", WITHOUT, ",".join(map(str, absent)), *command]
        installing = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        variables = {"PATH": self.path, "AUTOGRADER_ROOT": str(self.root), **installing, **self.pip}
        if absent:
            variables["PYTHONPATH"] = str(find_course(Path(__file__)).root)
        kept = {"capture_output": True, "text": True, "timeout": 900}
        return subprocess.run(command, cwd=self.root, env=variables, **kept)

    def set_up(self) -> str:
        """Run setup.sh; return what it printed."""
        done = self.run("source/setup.sh")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def submit(self, files: Mapping[str, bytes], absent: Sequence[int] = ()) -> Run:
        """Hand in files and grade them."""
        folder = self.root / "submission"
        shutil.rmtree(folder)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        if self.uid:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, self.uid, self.uid)
        done = self.run("run_autograder", absent)
        path = self.root / "results" / "results.json"
        found = json.loads(path.read_bytes()) if path.exists() else None
        return Run(done.returncode, done.stdout + done.stderr, found)


@contextlib.contextmanager
def container(archive: Path, uid: int = 0, **more: Any) -> Iterator[Container]:
    """A container in a folder that any user can reach, as /autograder is; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="gradescope-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Container(Path(folder) / "autograder", uid, **more)
        made.unpack(archive)
        yield made


def zipped(course: Course, assignment: str, folder: Path, settings: Settings = MINI) -> Path:
    path = folder / f"{assignment}.zip"
    write_zip(course, Choices(assignment), settings, path)
    return path


@pytest.fixture
def mini(mini_course, tmp_path):
    """The small course in a container with lent packages."""
    with container(zipped(mini_course, "mini", tmp_path)) as made:
        made.lend(Path(sys.prefix))
        yield made


def scores(content: Mapping[str, Any]) -> dict[str, float]:
    return {
        f"{one['extra_data']['notebook']}/{one['extra_data']['question']}": one["score"]
        for one in content["tests"]
    }


def scores_of(report: Report) -> dict[str, float | None]:
    return {f"{book.name}/{one.id}": one.score for book in report.notebooks for one in book.questions}


def test_submissions_get_what_autograder_grade_gives_them(mini, mini_course, make_notebook, mini_sources):
    told = mini.set_up()
    assert "The hidden tests pass on the reference solutions here: 5 points" in told
    twice, total = mini_sources
    handed_in = {
        "right": make_notebook([twice, total]),
        "half": make_notebook([twice, "def total(x):\n    raise NotImplementedError"]),
        "looping": make_notebook([f"{twice}\nwhile True: pass", "def total(x):\n    while True: pass"]),
        "cut off": make_notebook([twice, total])[:-200],
        "empty": b"",
    }
    with Grader(mini_course, "mini", MINI) as grader:
        for name, data in handed_in.items():
            report = grader.grade(Work("ada", "mini", {"basics": data}))
            run = mini.submit({"basics.ipynb": data})
            assert run.code == 0, (name, run.printed)
            assert run.results is not None, name
            assert scores(run.results) == scores_of(report), name
            assert run.results["score"] == report.score, name
            assert run.results["extra_data"]["isolation"] == report.isolation, name
            if report.score == 0:
                assert "basics" in run.results["output"] or "NotImplemented" in run.results["output"], name


def test_nothing_and_rubbish_are_zero_with_the_reason(mini):
    mini.set_up()
    for files, words in (
        ({"essay.pdf": b"%PDF"}, "not handed in"),
        ({"ada.zip": b"PK"}, "damaged zip file"),
    ):
        run = mini.submit(files)
        assert run.code == 0, run.printed
        assert run.results is not None
        assert run.results["score"] == 0.0
        assert words.casefold() in run.results["output"].casefold()
        assert {test["status"] for test in run.results["tests"]} == {"failed"}


def test_our_fault_fails_loudly_and_leaves_no_results(mini, make_notebook, mini_sources):
    mini.set_up()
    right = {"basics.ipynb": make_notebook(list(mini_sources))}
    assert mini.submit(right).results is not None
    suite = mini.root / "source/course/autograder/suites/mini/basics/test_basics.py"
    whole = suite.read_text()
    suite.write_text(whole.replace('agree(submission, reference, "twice", float(x))', "pytest.fail('no')"))
    run = mini.submit(right)  # the results of before are still there when it starts
    assert (run.code, run.results) == (3, None)
    assert "The suite fails on its own reference" in run.printed
    assert mini.run("source/setup.sh").returncode == 3, "and no image is built"
    lost = '    if submission.twice(1.0) == 77.0:\n        raise WorkerLost("lost")\n'
    line = '    """It doubles."""\n'
    suite.write_text(f"from autograder.errors import WorkerLost\n{whole.replace(line, line + lost)}")
    assert mini.submit(right).results is not None
    run = mini.submit({"basics.ipynb": make_notebook(["def twice(x):\n    return 77.0", mini_sources[1]])})
    assert (run.code, run.results) == (3, None)
    assert "could not be graded, by our fault: basics/twice" in run.printed


def test_nothing_is_graded_where_nothing_confines(mini, make_notebook, mini_sources):
    told = mini.run("source/setup.sh", [LANDLOCK, SECCOMP])
    assert told.returncode == 0, told.stderr
    assert "NOT CHECKED: submissions cannot be confined here" in told.stdout
    run = mini.submit({"basics.ipynb": make_notebook(list(mini_sources))}, [LANDLOCK, SECCOMP])
    assert (run.code, run.results) == (3, None)
    assert "seccomp: not available" in run.printed


def test_unconfined_only_when_the_zip_was_made_so(mini_course, tmp_path, make_notebook, mini_sources):
    open_one = Settings(secret=SECRET, isolation="process")
    with container(zipped(mini_course, "mini", tmp_path, open_one)) as made:
        made.lend(Path(sys.prefix))
        made.set_up()
        run = made.submit({"basics.ipynb": make_notebook(list(mini_sources))}, [LANDLOCK, SECCOMP])
        assert run.code == 0, run.printed
        assert run.results is not None
        assert run.results["score"] == 5.0
        assert run.results["extra_data"]["isolation"] == "none: process only"


def test_what_is_hidden_is_closed_to_other_users(mini):
    mini.set_up()
    mini.submit({})
    course = mini.root / "source/course"
    closed = [course / name for name in ("autograder", "solutions", "pyproject.toml", "assignments")]
    closed += [mini.root / name for name in ("home", "submission")]
    if ROOT:
        closed += [mini.root / "submission_metadata.json", mini.root / "results"]
    assert {path.name: path.stat().st_mode & 0o077 for path in closed} == {path.name: 0 for path in closed}
    assert all(path.stat().st_mode & 0o004 for path in (course / "utils").rglob("*.py"))
    assert all(folder.stat().st_mode & 0o001 for folder in (course, course.parent, mini.root))


# With packages installed by setup.sh, in an environment that every user can read.


@pytest.fixture(scope="module")
def losses(tmp_path_factory) -> Iterator[tuple[Course, Path]]:
    """A course of one real notebook, and its zip file."""
    whole, root = find_course(Path(__file__)), tmp_path_factory.mktemp("course")
    for name in ("solutions", "assignments", "autograder/suites"):
        for path in (whole.root / name / demo.ASSIGNMENT).glob(f"{demo.NOTEBOOK}*"):
            place = root / name / demo.ASSIGNMENT / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(path, place) if path.is_dir() else shutil.copy(path, place)
    course = Course(root)
    return course, zipped(course, demo.ASSIGNMENT, tmp_path_factory.mktemp("zip"), QUICK)


@pytest.fixture(scope="module", params=["from here", pytest.param("registry", marks=pytest.mark.full)])
def installed(losses, request) -> Iterator[Container]:
    """A container in which setup.sh has done everything."""
    pip, path = {}, PATH
    if request.param == "from here":
        pip = request.getfixturevalue("shelf")
        path = PATH if version() == sys.version_info[:2] else f"{sys.base_prefix}/bin{os.pathsep}{PATH}"
    elif version() < (3, 11):
        pytest.skip("setup.sh would install Python on this machine: the system's is older, or has no venv")
    with container(losses[1], pip=pip, path=path) as made:
        told = made.set_up()
        assert "The hidden tests pass on the reference solutions here" in told
        yield made


def version() -> tuple[int, ...]:
    """The version of the Python that setup.sh finds on this machine, if it can make environments."""
    command = ["python3", "-c", "import sys, ensurepip, venv; print(*sys.version_info[:2])"]
    return tuple(map(int, subprocess.run(command, env={"PATH": PATH}, stdout=subprocess.PIPE).stdout.split()))


@pytest.fixture(scope="module")
def for_everybody(installed) -> Path:
    """The environment that setup.sh has made, such that every user can read it: links become copies."""
    venv = installed.root / "venv"
    for file in venv.glob("lib/python3*/site-packages/*.pth"):
        for link in filter(Path.is_symlink, Path(file.read_text().strip()).glob("*")):
            place = file.parent / link.name
            if not place.exists():
                shutil.copytree(link, place) if link.is_dir() else shutil.copy2(link, place)
    if subprocess.run([venv / "bin/python", "-c", ""], user=NOBODY, group=NOBODY, cwd="/").returncode:
        pytest.skip("no Python of this version that an ordinary user can run")
    return venv


@pytest.mark.slow
@one_installation
def test_setup_installs_the_pinned_packages_and_no_others_of_ours(installed):
    freeze = [installed.root / "venv/bin/pip", "freeze"]
    pins = (installed.root / "source/constraints.txt").read_text()
    pinned, there = (
        {line.split()[0].lower().replace("_", "-") for line in text.splitlines() if "==" in line}
        for text in (pins, subprocess.check_output(freeze, text=True))
    )
    names = {line.split("==")[0] for line in there}
    assert "numpy" in names
    assert there - pinned == set()
    assert {"nbgrader", "jupyterlab", "sqlalchemy"}.isdisjoint(names)


@pytest.mark.slow
@one_installation
@pytest.mark.parametrize("chosen", [SOME, pytest.param((), marks=pytest.mark.full)], ids=["some", "all"])
def test_the_sample_class_gets_the_scores_of_autograder_grade(installed, losses, chosen):
    course, _ = losses
    (notebook,) = course.notebooks(demo.ASSIGNMENT)
    everybody = demo.sample_class(sample.material(notebook))
    members = [one for one in everybody if not chosen or one.name in chosen]
    with Grader(course, demo.ASSIGNMENT, QUICK) as grader:
        expected = {
            one.name: grader.grade(Work(one.name, demo.ASSIGNMENT, {demo.NOTEBOOK: one.data}))
            for one in members
        }
    assert len({report.score for report in expected.values()}) > (4 if chosen else 5)
    for member in members:
        run = installed.submit({f"{demo.ASSIGNMENT}/{demo.NOTEBOOK}.ipynb": member.data})
        assert run.code == 0, (member.name, run.printed)
        assert run.results is not None, member.name
        assert scores(run.results) == scores_of(expected[member.name]), member.name
        assert SECRET not in json.dumps(run.results)
        if member.sentence:
            assert any(member.sentence in test["output"] for test in run.results["tests"]), member.name


PEEK = """
seen = []
for path in {paths!r}:
    try:
        with open(path) as file:
            seen.append((path, len(file.read())))
    except OSError:
        pass

def twice(x):
    raise ValueError([path.rpartition("/")[2] for path, _ in seen])
"""


@pytest.mark.slow
@one_installation
@pytest.mark.parametrize(
    ("uid", "absent", "isolation"),
    [
        pytest.param(0, [], "landlock-", marks=as_root, id="root with Landlock"),
        pytest.param(0, [LANDLOCK], f"seccomp, uid {SPARE_UID}", marks=as_root, id="root without Landlock"),
        pytest.param(NOBODY, [], "landlock-", marks=as_root, id="somebody with Landlock"),
        pytest.param(NOBODY, [LANDLOCK], "", marks=as_root, id="somebody without Landlock"),
    ],
)
def test_student_code_is_confined_whoever_runs_it(
    for_everybody, mini_course, tmp_path, make_notebook, mini_sources, uid, absent, isolation
):
    if not absent and inspect_platform().landlock <= 0:
        pytest.skip("this kernel has no Landlock")
    with container(zipped(mini_course, "mini", tmp_path), uid) as made:
        made.lend(for_everybody)
        made.set_up()
        right = made.submit({"basics.ipynb": make_notebook(list(mini_sources))}, absent)
        if not isolation:
            assert (right.code, right.results) == (3, None)
            assert "landlock: not available" in right.printed
            return
        assert right.code == 0, right.printed
        assert right.results is not None
        assert right.results["score"] == 5.0
        assert isolation in right.results["extra_data"]["isolation"]
        assert "partial" not in right.results["extra_data"]["isolation"]
        course = made.root / "source/course"
        hidden = ("autograder/suites/mini/basics/test_basics.py", "solutions/mini/basics.ipynb")
        paths = [course / name for name in ("utils/pieces.py", "pyproject.toml", *hidden)]
        paths += [made.root / "submission_metadata.json"]
        curious = make_notebook([PEEK.format(paths=list(map(str, paths))), mini_sources[1]])
        run = made.submit({"basics.ipynb": curious}, absent)
        assert run.results is not None, run.printed
        assert "ValueError: ['pieces.py']" in json.dumps(run.results)
