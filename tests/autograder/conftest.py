"""A Dask scheduler and workers, as somebody would start them by hand; packages without a registry."""

import contextlib
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.cluster import Cluster
from autograder.errors import UsageError

PATIENCE = 60  # seconds for a process of Dask's to be there
QUIET = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}


class Dask:
    """Commands of Dask's: each is ended with everything it started."""

    @staticmethod
    def until(condition: Callable[[], Any]) -> Any:
        """Wait for something to become true, and return it."""
        end = time.monotonic() + PATIENCE
        while not (found := condition()):
            assert time.monotonic() < end, "Dask is not there"
            time.sleep(0.05)
        return found

    @contextlib.contextmanager
    def scheduler(self, folder: Path) -> Iterator[tuple[str, Any]]:
        """Start a scheduler; give its address and its process."""
        file = folder / "scheduler.json"
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        with _dask("scheduler", *options) as process:
            yield self.until(lambda: _address_in(file)), process

    @contextlib.contextmanager
    def workers(self, address: str) -> Iterator[None]:
        """Start two workers."""
        with _dask("worker", address, "--nworkers", "2", "--nthreads", "1", "--no-dashboard"):
            self.until(lambda: _threads(address) == 2)
            yield


@contextlib.contextmanager
def _dask(*arguments: str) -> Iterator[Any]:
    command = [sys.executable, "-m", "dask", *arguments]
    process = subprocess.Popen(
        command, env=os.environ | QUIET, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _address_in(file: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return str(json.loads(file.read_text())["address"])
    return ""


def _threads(address: str) -> int:
    with contextlib.suppress(UsageError), Cluster(address) as cluster:
        return cluster.threads
    return 0


@pytest.fixture(scope="session")
def dask() -> Dask:
    """Start parts of a cluster."""
    return Dask()


@pytest.fixture(scope="session")
def cluster_address(dask: Dask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    with dask.scheduler(tmp_path_factory.mktemp("dask")) as (address, _), dask.workers(address):
        yield address


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return variables with which pip finds the packages that are installed here, and no others."""
    stock = runpy.run_path(str(Path(__file__).with_name("shelf.py")))["stock"]
    found: dict[str, str] = stock(tmp_path_factory.mktemp("shelf"))
    return found
