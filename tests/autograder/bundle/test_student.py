"""A bundle as students and GitHub use it: the README word for word, the workflow step by step."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.bundle import bundle_files, write_bundle
from autograder.course import Course, find_course

REAL = find_course(Path(__file__))
A1 = "a1_linear_classifiers"
BOOK = f"assignments/{A1}/perceptron.ipynb"
WORKFLOW = ".github/workflows/checks.yml"
BLOCK = """\
import sys
from importlib.abc import MetaPathFinder


class Nothing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("autograder", "nbgrader", "sqlalchemy"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Nothing())
"""
# Of this process, what a student's or GitHub's shell would not have.
# (With those of `make test`, a make below it would say where it is.)
OURS = {
    *("PYTHONPATH", "VIRTUAL_ENV", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"),
    *("MAKELEVEL", "MAKEFLAGS", "MFLAGS"),
}
Files = Callable[[Path], Path]
one_installation = pytest.mark.xdist_group("bundle")


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS} | more


@pytest.fixture
def one_notebook(small: Any, tmp_path: Path) -> Files:
    """Return a writer of a bundle with the one notebook `perceptron`."""

    def write(folder: Path) -> Path:
        for name, data in bundle_files(small, [A1]).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder

    return write


# The workflow


@pytest.fixture
def workflow(one_notebook: Files, tmp_path: Path) -> dict[str, Any]:
    """Return the workflow of a bundle, parsed."""
    text = (one_notebook(tmp_path / "parsed") / WORKFLOW).read_text()
    parsed: dict[str, Any] = yaml.safe_load(text)
    return parsed


def test_the_workflow_may_only_read_and_is_bounded(workflow):
    assert set(workflow) == {"name", True, "permissions", "concurrency", "jobs"}  # YAML reads `on` as True
    assert set(workflow[True]) == {"push", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    assert list(workflow["jobs"]) == ["checks"]
    job = workflow["jobs"]["checks"]
    assert set(job) == {"runs-on", "timeout-minutes", "steps"}
    assert job["runs-on"] == "ubuntu-latest"
    assert 0 < job["timeout-minutes"] <= 30


def test_every_step_is_an_action_of_a_major_version_or_a_fixed_command(workflow):
    steps = workflow["jobs"]["checks"]["steps"]
    assert [sorted({"uses", "run"} & set(step)) for step in steps] == [["uses"]] * 2 + [["run"]] * 2
    for step in steps:
        assert set(step) <= {"uses", "with", "run"}
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/x@v1"))
        assert "${{" not in str(step)  # nothing of a push's reaches a shell
    assert steps[0]["with"] == {"persist-credentials": False}
    version = steps[1]["with"]["python-version"]
    assert isinstance(version, str)  # 3.10 would be the number 3.1


# With the interpreter that runs the tests: quick


@pytest.fixture
def check(one_notebook: Files, tmp_path: Path) -> Callable[[Callable[[str], str]], tuple[int, str, str]]:
    """Return a function that edits the notebook and runs the workflow's last step without the grader.

    It returns the exit code, what was printed, and the page.
    """
    folder = one_notebook(tmp_path / "course")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(BLOCK)
    page = tmp_path / "page.md"
    env = environment(
        PYTHONPATH=str(tmp_path / "site"),
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        GITHUB_STEP_SUMMARY=str(page),
        GITHUB_WORKSPACE=str(folder),
    )

    def run(edit: Callable[[str], str]) -> tuple[int, str, str]:
        (folder / BOOK).write_text(edit((folder / BOOK).read_text()))
        steps = yaml.safe_load((folder / WORKFLOW).read_text())["jobs"]["checks"]["steps"]
        blocked = subprocess.run([sys.executable, "-c", "import autograder"], env=env, capture_output=True)
        assert b"No module named 'autograder'" in blocked.stderr
        done = subprocess.run(
            steps[-1]["run"], shell=True, cwd=folder, env=env, capture_output=True, text=True, timeout=120
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, page.read_text()

    return run


def solved(_: str) -> str:
    return (REAL.root / "solutions" / A1 / "perceptron.ipynb").read_text()


def one_wrong(_: str) -> str:
    book = json.loads(solved(""))
    for cell in book["cells"]:
        if cell["id"] == "l1-loss-solution":
            cell["source"] = ["def l1_loss(y_hat, y):\n", "    return y_hat - y\n"]
    return json.dumps(book)


@pytest.mark.slow
def test_untouched_is_not_a_failure(check):
    code, printed, page = check(lambda text: text)
    assert code == 0
    assert "::error" not in printed
    (notice,) = (line for line in printed.splitlines() if line.startswith("::notice "))
    assert notice.startswith(f"::notice file={BOOK},title=perceptron%3A not started yet::zero_one_loss, ")
    assert "| perceptron | 0 | 8 | 0 |" in page


@pytest.mark.slow
def test_solved_is_all_green(check):
    code, printed, page = check(solved)
    assert code == 0
    assert "::error" not in printed
    assert "::notice" not in printed
    assert "| perceptron | 8 | 0 | 0 |" in page


@pytest.mark.slow
def test_a_check_that_fails_is_an_error_beside_its_file(check):
    code, printed, page = check(one_wrong)
    assert code == 1
    (error,) = (line for line in printed.splitlines() if line.startswith("::error "))
    assert error.startswith(f"::error file={BOOK},title=perceptron%3A l1_loss::")
    assert "expected [2., 1., 0.], got [ 2., -1.,  0.]" in error
    assert "| perceptron | 7 | 0 | 1 |" in page


# The Makefile, with nothing to install: what it installs is tried below


@pytest.fixture
def bare(one_notebook: Files, tmp_path: Path) -> Path:
    """Return a bundle that requires no package, and whose checks end as `ends` says."""
    folder = one_notebook(tmp_path / "it's here")
    (folder / "requirements.txt").write_text("")
    (folder / "utils" / "__init__.py").write_text("")
    (folder / "utils" / "__main__.py").write_text("import sys; sys.exit(int(open('ends').read()))")
    return folder


@pytest.mark.slow
def test_what_was_moved_or_lost_its_interpreter_is_set_up_anew_and_only_then(bare, tmp_path):
    first = shell("make", bare)
    assert "2 to 5 minutes" in first
    assert "moved" not in first
    again = shell("make", bare)
    assert again == "Ready. Start with: .venv/bin/jupyter lab assignments\n"

    moved = bare.rename(tmp_path / "else, where")
    assert str(bare) in (moved / ".venv" / "bin" / "pip").read_text()
    said = shell("make", moved)
    assert "This folder was moved since it was set up: setting up anew." in said
    assert "Ready." in said
    shell(".venv/bin/pip --version", moved)
    assert shell("make", moved) == again

    for ends in (0, 1):  # a check that fails is no failure of make
        (moved / "ends").write_text(str(ends))
        shell("make checks", moved)
    (moved / "ends").write_text("2")
    shell("! make checks", moved)

    (moved / ".venv" / "bin" / "python").unlink()
    assert "2 to 5 minutes" in shell("make", moved)
    shell(".venv/bin/python -c pass", moved)


# Installed: by the same Makefile from packages that are here, and in full from the registry


@dataclass(frozen=True)
class Student:
    """Somebody who has typed `make`.

    Attributes
    ----------
    folder : Path
        The bundle of an assignment, with a space in its name.
    bundle : Path
        The bundle of the whole course, untouched.
    pip : mapping of str to str
        Variables that say where packages come from.
    """

    folder: Path
    bundle: Path
    pip: Mapping[str, str]

    def types(self, command: str) -> str:
        """Run what a student types; return what is printed."""
        return shell(command, self.folder, **self.pip)


@pytest.fixture(scope="module", params=["from here", pytest.param("registry", marks=pytest.mark.full)])
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Student:
    """Return a student after `make`.

    From the registry, pip compiles nothing beforehand, which would be a third of its time: Python does,
    what is imported. From here, a course of two notebooks does.
    """
    folder = tmp_path_factory.mktemp("student") / "my course"
    if request.param == "registry":
        write_bundle(REAL, [A1], folder)
        student = Student(folder, request.getfixturevalue("whole"), {"PIP_NO_COMPILE": "1"})
    else:
        pair = request.getfixturevalue("pair")
        write_bundle(Course(pair.parent / "small"), [A1], folder)
        student = Student(folder, pair, request.getfixturevalue("shelf"))
    student.types("make")
    return student


def shell(command: str, folder: Path, **more: str) -> str:
    """Run what a student types; return what is printed."""
    path = f"{Path(sys.base_prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = environment(**{"PATH": path, **more})
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=580,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def typed(folder: Path) -> Iterator[str]:
    """Yield the commands of the README, in order."""
    for block in re.findall(
        r"^```sh\n(.*?)^```", (folder / "README.md").read_text(), re.DOTALL | re.MULTILINE
    ):
        yield from block.splitlines()


@pytest.mark.slow
@one_installation
def test_the_readme_word_for_word(installed):
    """Every command in order. Jupyter is started, answers, and is stopped; packing is unfinished work: 1."""
    said = []
    folder = installed.folder
    for command in typed(folder):
        if "jupyter lab" in command:
            assert answers(command, folder)
        elif "pack" in command:
            said.append(installed.types(f"{command}; test $? = 1"))
        else:
            said.append(installed.types(command))
    assert len(said) == 5  # make, two plain ones, checks, pack
    assert "Ready. Start with: .venv/bin/jupyter lab assignments" in said[0]
    assert re.search(r"\n\d+ not started\. The hidden suite", said[3])
    (packed,) = folder.glob(f"{A1}-*.zip")
    assert f"Written: {packed}" in said[4]
    readme = (folder / "README.md").read_text()
    first = re.search(r"Open `(\S+\.ipynb)`", readme)
    assert first
    assert (folder / "assignments" / first[1]).is_file()


def answers(command: str, folder: Path) -> bool:
    """Start Jupyter without a browser; whether it prints its address."""
    process = subprocess.Popen(
        ["sh", "-c", f"exec {command} --no-browser --port=0 --allow-root"],
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        return any("/lab?token=" in line for line in process.stderr)
    finally:
        for _ in range(12):  # Jupyter loses a signal that comes while it writes to its log
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=5)
                break
        else:
            process.kill()
            process.communicate()


@pytest.mark.slow
@one_installation
def test_nothing_of_the_grader_can_be_imported_and_notebooks_run_where_jupyter_runs_them(installed):
    """The kernel that Jupyter starts has no help from us: `utils` is found because it is installed."""
    for name in ("autograder", "nbgrader", "sqlalchemy", "msgspec"):
        installed.types(f'! .venv/bin/python -c "import {name}" 2>/dev/null')
    installed.types(f".venv/bin/jupyter execute {BOOK}")
    where = installed.types('cd / && "$OLDPWD/.venv/bin/python" -c "import utils; print(utils.__file__)"')
    assert Path(where.strip()) == installed.folder / "utils" / "__init__.py"


@pytest.mark.slow
@one_installation
def test_every_step_of_the_workflow_in_a_fresh_copy(installed, tmp_path):
    """In order, as GitHub runs them: bash, ending at the first failure.

    What setup-python provides is a new virtual environment. So that nothing is downloaded a second time, it
    sees what `make` has put beside the other copy (packages, or links to them), pip among them; the install
    line runs, resolves every requirement against them, and installs this copy.
    """
    clone = tmp_path / "clone"
    shutil.copytree(installed.bundle, clone)
    venv.create(tmp_path / "python")
    site = next((tmp_path / "python" / "lib").glob("python3*")) / "site-packages"
    seen = next((installed.folder / ".venv" / "lib").glob("python3*")) / "site-packages"
    links = [path.read_text() for path in seen.glob("*-*.pth") if (seen / f"{path.stem}.dist-info").is_dir()]
    (site / "seen.pth").write_text("".join([f"{seen}\n", *links]))
    page = tmp_path / "page.md"
    path = f"{tmp_path / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    steps = yaml.safe_load((clone / WORKFLOW).read_text())["jobs"]["checks"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert len(commands) == 2
    for command in commands:
        script = tmp_path / "step.sh"
        script.write_text(command)
        printed = shell(
            f"bash --noprofile --norc -eo pipefail '{script}'",
            clone,
            PATH=path,
            GITHUB_STEP_SUMMARY=str(page),
            GITHUB_WORKSPACE=str(clone),
            **installed.pip,
        )
    notebooks = sorted(path.stem for path in clone.glob("assignments/*/*.ipynb"))
    shown = re.findall(r"^::notice file=assignments/\S+?/(\w+)\.ipynb,", printed, re.MULTILINE)
    assert sorted(shown) == notebooks
    assert "::error" not in printed
    assert all(
        re.search(rf"^\| {name.replace('_', '&#95;')} \| 0 \| ", page.read_text(), re.MULTILINE)
        for name in notebooks
    )
    where = shell('python -c "import utils; print(utils.__file__)"', tmp_path, PATH=path)
    assert Path(where.strip()) == clone / "utils" / "__init__.py"
