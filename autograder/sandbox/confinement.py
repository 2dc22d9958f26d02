"""Put the layers together: decide once in the server, enter in each forked child."""

from __future__ import annotations

import os
from dataclasses import dataclass

from autograder.errors import ConfinementError
from autograder.sandbox import (
    capabilities,
    descriptors,
    identity,
    landlock,
    limits,
    platform,
    seccomp,
    selftest,
)
from autograder.sandbox.architecture import architecture_of
from autograder.sandbox.policy import Policy


@dataclass(frozen=True)
class Confinement:
    """A confinement ready to be entered by forked children.

    Attributes
    ----------
    policy : Policy
    identity : Identity
        Who the child becomes.
    ruleset : Ruleset or None
        Landlock's, open in the server.
    program : Filter or None
        seccomp's, compiled.
    privileges : bool
        Whether this is Linux, where privileges can be given up for good.
    server : int
        Process that called `prepare`; its children die with it.
    description : str
        For reports: "landlock-7+seccomp, uid 1000".
    """

    policy: Policy
    identity: identity.Identity
    ruleset: landlock.Ruleset | None
    program: seccomp.Filter | None
    privileges: bool
    server: int
    description: str

    @classmethod
    def prepare(cls, policy: Policy, facts: platform.Platform | None = None) -> Confinement:
        """Decide what will be done, open the ruleset, compile the filter.

        Call it once, in a process with one thread that knows nothing hidden, before any fork.

        Parameters
        ----------
        policy : Policy
            What a submission is granted.
        facts : Platform or None
            What the machine can do; asked of it by default.

        Returns
        -------
        Confinement

        Raises
        ------
        ConfinementError
            A layer is missing (when `policy.isolation` is "full"), or a granted path does not
            exist or cannot be read. The message says how to get it.
        """
        facts = platform.inspect_platform() if facts is None else facts
        _require(policy, facts)
        architecture = architecture_of(facts.machine, facts.pointer_bits)
        chosen = _identity(policy, facts)
        ruleset = _ruleset(policy, facts)
        program = seccomp.Filter(seccomp.build(architecture)) if facts.can_filter and architecture else None
        description = _describe(ruleset, program, chosen)
        linux = facts.system == "Linux"
        return cls(policy, chosen, ruleset, program, linux, os.getpid(), description)

    def enter(self, keep: tuple[int, int]) -> tuple[int, int]:
        """Confine the current process, for good. Call it in a child forked by the server.

        Parameters
        ----------
        keep : tuple[int, int]
            Pipe to read requests from, pipe to write replies to.

        Returns
        -------
        tuple[int, int]
            Where the two pipes now are: always descriptors 3 and 4. 0-2 are /dev/null and
            every other descriptor is closed.

        Raises
        ------
        ConfinementError
            A layer could not be put up. The process must then end at once.
        """
        try:
            self._enter(keep)
        except (OSError, ValueError) as error:
            raise ConfinementError(f"confinement ({self.description}) failed: {error}") from error
        return descriptors.REQUESTS, descriptors.REPLIES

    def _enter(self, keep: tuple[int, int]) -> None:
        limits.first_to_go()  # writes a file, so before anything is closed
        descriptors.leave_session()
        descriptors.keep_only(keep, self.ruleset.descriptor if self.ruleset else None)
        if self.privileges:
            identity.become(self.identity)
        limits.impose(self.policy.memory_bytes, self.policy.cpu_seconds)
        if self.privileges:
            capabilities.forbid_new_privileges()
            capabilities.drop_all()
            capabilities.hide_memory()
            capabilities.die_with(self.server)
        if self.ruleset:
            landlock.restrict(descriptors.RULESET, self.ruleset.abi)
            os.close(descriptors.RULESET)
        if self.program:
            seccomp.install(self.program)

    def check(self) -> tuple[str, ...]:
        """Try the forbidden things from inside; call it after `enter`.

        Returns
        -------
        tuple[str, ...]
            Names of those that were possible. Anything but an empty tuple means: end, run nothing.
            With isolation "process" only the layers that were put up are tried.
        """
        return selftest.holes(
            self.policy, landlock=self.ruleset is not None, seccomp=self.program is not None
        )


def _require(policy: Policy, facts: platform.Platform) -> None:
    missing = platform.obstacles(facts, policy.uid)
    if policy.isolation == "full" and missing:
        listed = "".join(f"\n  - {obstacle}" for obstacle in missing)
        raise ConfinementError(
            f"submissions cannot be confined here:{listed}\n"
            f"Otherwise {platform.CONTAINER}, {platform.ACCEPT}."
        )


def _identity(policy: Policy, facts: platform.Platform) -> identity.Identity:
    try:
        return identity.choose(identity.candidates(facts, policy.uid), policy.read)
    except ConfinementError:
        if policy.isolation == "full":
            raise
        return identity.Identity()


def _ruleset(policy: Policy, facts: platform.Platform) -> landlock.Ruleset | None:
    if facts.landlock <= 0:
        return None
    try:
        return landlock.open_ruleset(policy.read, facts.landlock)
    except OSError as error:
        raise ConfinementError(
            f"Landlock refused the granted paths: {error}; grant existing paths only"
        ) from error


def _describe(
    ruleset: landlock.Ruleset | None, program: seccomp.Filter | None, chosen: identity.Identity
) -> str:
    layers = [f"landlock-{ruleset.abi}"] if ruleset else []
    layers += ["seccomp"] if program else []
    if not layers:
        return "none: process only"
    complete = program is not None and (ruleset is not None or chosen.uid is not None)
    prefix = "" if complete else "partial: "
    return f"{prefix}{'+'.join(layers)}, {chosen.describe()}"
