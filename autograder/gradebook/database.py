"""A connection to the gradebook that waits for others, and transactions that are tried again."""

import time
from collections.abc import Callable
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from autograder.errors import UsageError

PAUSE = 0.2  # seconds between two attempts
AT_ONCE = 0.5  # seconds that SQLite itself waits for a lock


def connect(url: str) -> Engine:
    """Return an engine. On SQLite a transaction takes the lock at its beginning, not in the middle."""
    lite = sqlalchemy.make_url(url).get_backend_name() == "sqlite"
    engine = sqlalchemy.create_engine(url, connect_args={"timeout": AT_ONCE} if lite else {})
    if lite:
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _lock_at_once)
    return engine


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _lock_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def transact(engine: Engine, work: Callable[[Connection], None], patience: float) -> None:
    """Do `work` in one transaction; again while somebody else is in the way, at most `patience` seconds.

    Raises
    ------
    UsageError
        If time is up, or the database refuses. Nothing of `work` is in the database then.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            with engine.begin() as connection:
                work(connection)
            return
        except DBAPIError as error:
            if not _passing(error) or time.monotonic() > deadline:
                raise UsageError(_advice(engine, error)) from None
        time.sleep(PAUSE)


def shown(url: str) -> str:
    """Return a database's address without its password."""
    try:
        return sqlalchemy.make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return repr(url)


def reason(error: Exception) -> str:
    """Return the first line of what a database says."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _passing(error: DBAPIError) -> bool:
    """Whether another attempt may succeed: locks, lost connections, a row that somebody else just made."""
    return isinstance(error, OperationalError | IntegrityError) or error.connection_invalidated


def _advice(engine: Engine, error: DBAPIError) -> str:
    url = shown(engine.url.render_as_string(hide_password=False))
    return (
        f"The gradebook {url} cannot be written: {reason(error)}.\n"
        "Another program may be using it: close it (formgrader, `nbgrader`, a viewer of the file), and give "
        "the same command again. Reports are on disk; nothing is graded twice."
    )
