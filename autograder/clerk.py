"""A grading process for a Dask worker: a worker has threads, and grading starts processes of its own.

Run as `python -m autograder.clerk`; its standard input and output carry pickled pairs (job, source) and
outcomes. Both ends are ours: student code is two processes further on.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from typing import BinaryIO

from autograder.pool import DIED, Job, Outcome, close_graders, error_outcome, grade_source
from autograder.sources import Source


class Clerk:
    """The hold on one grading process. Not for use by several threads."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def grade(self, job: Job, source: Source) -> Outcome:
        """Grade a submission; when the process dies over it, once more in a new one."""
        for _ in range(2):
            try:
                return self._ask(job, source)
            except (OSError, EOFError, pickle.UnpicklingError):
                self.close()
        return error_outcome(job, source, DIED)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, job: Job, source: Source) -> Outcome:
        process = self._process = self._process or self._start(job)
        if process.stdin is None or process.stdout is None:
            raise EOFError
        pickle.dump((job, source), process.stdin)
        process.stdin.flush()
        outcome: Outcome = pickle.load(process.stdout)
        return outcome

    def _start(self, job: Job) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "autograder.clerk"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=job.course.root)


_clerks = threading.local()


def grade_by_clerk(job: Job, source: Source) -> Outcome:
    """Grade a submission in the grading process of this thread. What a Dask worker is asked to do."""
    if not hasattr(_clerks, "mine"):
        _clerks.mine = Clerk()
    outcome: Outcome = _clerks.mine.grade(job, source)
    return outcome


def main() -> None:
    """Answer until the other end is gone, be it in the middle of a submission."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not get between the answers
    requests: queue.SimpleQueue[tuple[Job, Source]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    while True:
        outcome = grade_source(*requests.get())
        pickle.dump(outcome, answers)
        answers.flush()


def _read(stream: BinaryIO, requests: "queue.SimpleQueue[tuple[Job, Source]]") -> None:
    while True:
        try:
            requests.put(pickle.load(stream))
        except EOFError:
            os._exit(0)


if __name__ == "__main__":
    try:
        main()
    finally:
        close_graders()
