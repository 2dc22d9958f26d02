"""The instructor's workflow: its structure, and its commands executed in order on real repositories."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / ".github" / "workflows" / "grade.yml"
WORKFLOW = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS = WORKFLOW["jobs"]["grade"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
KNOWN = {
    "workflow": {"name", True, "permissions", "concurrency", "env", "jobs"},  # YAML reads `on` as true
    "job": {"if", "runs-on", "timeout-minutes", "steps"},
    "step": {"name", "uses", "with", "run", "if", "env", "continue-on-error"},
    "input": {"description", "type", "default"},
}
ACTIONS = {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
COPIED = ("assignments", "autograder", "datasets", "solutions", "utils", "Makefile", "requirements.txt")


def commands():
    return [step for step in STEPS if "run" in step]


def test_every_key_is_one_that_github_knows():
    assert set(WORKFLOW) == KNOWN["workflow"]
    assert set(WORKFLOW["jobs"]["grade"]) == KNOWN["job"]
    for step in STEPS:
        assert set(step) <= KNOWN["step"]
        assert ("run" in step) != ("uses" in step)
    for asked in WORKFLOW[True]["workflow_dispatch"]["inputs"].values():
        assert set(asked) <= KNOWN["input"]
        assert asked["type"] == "string"
    assert re.fullmatch(r"\d+ \d+ \* \* \*", WORKFLOW[True]["schedule"][0]["cron"])


def test_it_runs_on_request_and_on_schedule_and_may_only_read():
    assert set(WORKFLOW[True]) == {"workflow_dispatch", "schedule"}
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert STEPS[0]["with"]["persist-credentials"] is False


def test_actions_are_githubs_own_with_a_version():
    used = [step["uses"].split("@") for step in STEPS if "uses" in step]
    assert {name for name, _ in used} == ACTIONS
    assert all(re.fullmatch(r"v\d+", version) for _, version in used)


def test_nothing_is_interpolated_into_a_command():
    """What somebody types, or names a file, reaches a shell only as a variable in quotes."""
    for step in commands():
        assert "${{" not in step["run"]
        for name in re.findall(r"\$\{?(\w+)", step["run"]):
            assert f'"${name}"' in step["run"], f"{name} is not quoted"


def test_the_token_is_seen_by_one_step_only():
    seen = [step.get("name") for step in STEPS if "secrets." in json.dumps(step)]
    assert seen == ["Collect"]
    assert "secrets." not in json.dumps(WORKFLOW["env"])


def environment(text, values):
    """Put values for expressions; one that is not in the table is an error."""
    return EXPRESSION.sub(lambda match: values[match[1]], text)


@pytest.fixture
def checkout(tmp_path):
    """A fresh copy of the tree without its slowest notebook, and the environment that runs the tests.

    `make setup` finds it ready. What it does otherwise is executed by every `make test`.
    """
    root = tmp_path / "checkout"
    root.mkdir()
    for name in (*COPIED, "pyproject.toml", "nbgrader_config.py"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    for path in root.glob("*/a1_linear_classifiers/linear_classifier.ipynb"):
        path.unlink()
    program = root / ".venv" / "bin" / "autograder"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m autograder "$@"\n')
    program.chmod(0o755)
    (root / ".venv" / ".ready").touch()
    return root


@pytest.fixture
def submissions(tmp_path, checkout):
    """Repositories of two students, and a list that names a third, which is not there."""
    names = {f"GIT_{who}_{what}": "t@t" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    lines = ["student,repository,assignment", f"zoe,file://{tmp_path}/zoe,"]
    for student, folder in (("ada", "solutions"), ("bob", "assignments")):
        work = tmp_path / student
        shutil.copytree(checkout / folder / "a1_linear_classifiers", work / "a1_linear_classifiers")
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "work"]):
            subprocess.run(["git", *words], cwd=work, env={**os.environ, **names}, check=True)
        lines.append(f"{student},file://{work},")
    (checkout / "submissions.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.slow
@pytest.mark.usefixtures("submissions")
def test_its_commands_do_what_they_are_for(checkout, tmp_path):
    values = {
        "vars.SUBMISSIONS || 'submissions.csv'": "submissions.csv",
        "inputs.assignment": "a1_linear_classifiers",
        "inputs.before": "2999-01-01",
        "inputs.fail_under || '0'": "50",
        "secrets.SUBMISSIONS_TOKEN && '1' || '0'": "0",
        "secrets.SUBMISSIONS_TOKEN": "",
    }
    summary = tmp_path / "summary.md"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    common = {**kept, "GITHUB_STEP_SUMMARY": str(summary), "OMP_NUM_THREADS": "1"}
    common |= {name: environment(value, values) for name, value in WORKFLOW["env"].items()}
    ended = {}
    for step in commands():
        own = {name: environment(value, values) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=checkout,
            env={**common, **own},
            capture_output=True,
            text=True,
        )
        ended[step["name"]] = done
        assert "Traceback" not in done.stderr, done.stderr
    codes = {name: done.returncode for name, done in ended.items()}
    assert codes == {"Install": 0, "Collect": 1, "Grade": 1, "Results for other tools": 0}, ended[
        "Grade"
    ].stderr
    assert next(step for step in STEPS if step.get("name") == "Collect")["continue-on-error"] is True
    assert "zoe: not collected" in ended["Collect"].stderr
    assert "::error title=bob is below the threshold::" in ended["Grade"].stdout
    text = summary.read_text()
    assert "## a1_linear_classifiers" in text
    assert re.search(r"\| ada \|.*\*\*62\*\*/62", text)
    assert re.search(r"\| bob \|.*\*\*0\*\*/62", text)
    suites = ElementTree.parse(checkout / "reports" / "junit.xml").getroot()
    assert int(suites.get("tests")) > 0
    assert int(suites.get("errors")) == 0
    upload = next(step for step in STEPS if "upload-artifact" in step.get("uses", ""))
    assert (checkout / upload["with"]["path"] / "a1_linear_classifiers" / "ada.json").is_file()


@pytest.mark.slow
def test_without_a_list_the_folder_is_graded(checkout, tmp_path):
    """The step that collects is skipped where there is no list; the next one takes what lies there."""
    collect, grade = (
        next(step for step in STEPS if step.get("name") == name) for name in ("Collect", "Grade")
    )
    assert collect["if"] == "hashFiles(env.LIST) != ''"
    handed_in = checkout / "submitted" / "ada" / "a1_linear_classifiers"
    handed_in.mkdir(parents=True)
    shutil.copy(checkout / "solutions" / "a1_linear_classifiers" / "knn.ipynb", handed_in)
    empty = dict.fromkeys(("ASSIGNMENT", "BEFORE"), "")
    names = {**os.environ, **empty, "FAIL_UNDER": "0", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    done = subprocess.run(
        ["bash", "-e", "-c", grade["run"]], cwd=checkout, env=names, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "## ada · a1" in (tmp_path / "summary.md").read_text()
