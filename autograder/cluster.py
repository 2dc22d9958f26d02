"""Grade on a Dask cluster: for a course that has outgrown one machine.

Its workers need the course, the submissions and the folder of reports at the same paths, and this package.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from autograder.clerk import grade_by_clerk
from autograder.errors import InfrastructureError, UsageError
from autograder.pool import grade_source

P = ParamSpec("P")
T = TypeVar("T")
SECONDS = 10  # for the scheduler to answer
INSTALL = "Grading on a cluster needs Dask: pip install 'distributed>=2024.8'."


class Cluster:
    """A connection to a Dask scheduler; a context manager.

    Parameters
    ----------
    address : str
        Such as `tcp://host:8786`.

    Raises
    ------
    UsageError
        On entering, if Dask is not installed, nobody answers, or there is no worker.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None  # distributed has no types

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError:
            raise UsageError(INSTALL) from None
        try:
            connect: Any = Client
            self._client = connect(self._address, timeout=SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError, asyncio.CancelledError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise UsageError(f"No Dask scheduler answers at {self._address} ({reason}).") from None
        if not self.threads:
            self._client.close()
            raise UsageError(
                f"The Dask scheduler at {self._address} has no workers.\n"
                f"Start some: dask worker {self._address}"
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close(timeout=SECONDS)

    @property
    def threads(self) -> int:
        """How many submissions the workers grade at a time."""
        threads: dict[str, int] = self._client.nthreads()
        return sum(threads.values())

    def executor(self, jobs: int) -> Executor:
        """Return an executor on the cluster, whatever the number of `jobs`."""
        return OnCluster(self._client, self._address)


class OnCluster(Executor):
    """Sends grading to the workers. A worker that is lost costs nothing: Dask asks another one."""

    def __init__(self, client: Any, address: str) -> None:
        self._executor = client.get_executor(pure=False)
        self._address = address

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send a call; grading goes to a process beside the worker's threads."""
        remote = grade_by_clerk if fn is grade_source else fn
        answer: Future[T] = Future()
        sent = self._executor.submit(remote, *args, **kwargs)
        sent.add_done_callback(lambda done: self._hand_over(done, answer))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take back what has not begun."""
        self._executor.shutdown(wait=wait)

    def _hand_over(self, done: "Future[T]", answer: "Future[T]") -> None:
        try:
            answer.set_result(done.result())
        except CancelledError:
            answer.set_exception(SchedulerLost(self._address))
        except Exception as error:
            answer.set_exception(error)


class SchedulerLost(InfrastructureError):
    """The cluster has given up: nobody's fault, and nobody's grade."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The Dask scheduler at {address} is gone. What was graded is kept; start again to go on."
        )
