"""Which user the child becomes: a spare one where Python stays readable, else itself without powers."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.errors import ConfinementError
from autograder.sandbox import capabilities
from autograder.sandbox.platform import Platform

# Above Debian's and systemd's ranges, below the end of a 16-bit user namespace; owns no files.
SPARE_UID = 65530


@dataclass(frozen=True)
class Identity:
    """Who the child will be.

    Attributes
    ----------
    uid : int or None
        User and group to change to; None stays.
    drop_groups : bool
        Whether the supplementary groups can be dropped.
    """

    uid: int | None = None
    drop_groups: bool = False

    def describe(self) -> str:
        """As reports say it: "uid 1000", "uid 0 without capabilities"."""
        uid = os.getuid() if self.uid is None else self.uid
        return f"uid {uid}" + ("" if uid else " without capabilities")


def become(identity: Identity) -> None:
    """Change user and groups; capabilities are dropped separately, afterwards.

    Raises
    ------
    OSError
        Not permitted, or the uid does not exist in this user namespace.
    ConfinementError
        The change did not take.
    """
    capabilities.close_the_way_back()
    if identity.drop_groups:
        os.setgroups([])
    if identity.uid is None:
        return
    wanted = (identity.uid,) * 3
    os.setresgid(*wanted)
    os.setresuid(*wanted)
    if os.getresuid() != wanted or os.getresgid() != wanted:
        raise ConfinementError(
            f"uid change to {identity.uid} did not take: {os.getresuid()}, {os.getresgid()}"
        )


def candidates(platform: Platform, uid: int | None) -> tuple[Identity, ...]:
    """Identities to try, the best first."""
    if uid is not None:
        return (Identity(uid, drop_groups=True),)
    spare = (Identity(SPARE_UID, drop_groups=True),) if platform.can_change_uid else ()
    no_groups = (Identity(drop_groups=True),) if platform.holds(capabilities.CAP_SETGID) else ()
    return (*spare, *no_groups, Identity())


def choose(options: Iterable[Identity], read: Sequence[str]) -> Identity:
    """The first identity that can read every granted path.

    Raises
    ------
    ConfinementError
        None can: an honest submission would fail on its imports.
    """
    reason = ""
    for identity in options:
        reason = obstacle(identity, read)
        if not reason:
            return identity
    raise ConfinementError(
        f"a submission could not read what it is granted: {reason}. Make the path readable for that user "
        "(chmod a+rX on it and execute permission on the folders above), or leave it out of the policy"
    )


def obstacle(identity: Identity, read: Sequence[str]) -> str:
    """Try an identity out in a child process; say what it cannot do, or "" when it can do all."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _report(writer, identity, read)
    os.close(writer)
    with open(reader, encoding="utf-8", errors="replace") as answer:
        text = answer.read()
    os.waitpid(child, 0)
    # The last word tells an answer from a child that died.
    return (
        text.removesuffix("done")
        if text.endswith("done")
        else f"{identity.describe()}: the trial process died"
    )


def _report(writer: int, identity: Identity, read: Sequence[str]) -> None:
    """Child: become the identity, read everything, write what failed, end."""
    try:
        text = _trial(identity, read)
    except BaseException:
        text = f"{identity.describe()}: {traceback.format_exc(limit=0).strip()}"
    try:
        os.write(writer, f"{text}done".encode("utf-8", "replace")[:4096])
    finally:
        os._exit(0)


def _trial(identity: Identity, read: Sequence[str]) -> str:
    become(identity)
    capabilities.drop_all()
    for path in read:
        try:
            if os.path.isdir(path):
                os.listdir(path)
            else:
                os.close(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
        except OSError as error:
            return f"{identity.describe()} cannot read {path} ({error.strerror})"
    return ""
