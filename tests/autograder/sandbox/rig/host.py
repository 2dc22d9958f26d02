"""A stand-in for the warm server: runs each case of a table in a forked, confined child.

    python host.py SETTINGS      SETTINGS: a JSON object, see `main`

Prints a JSON list with one object: {"description": ..., "outcomes": {case: {"value", "holes", "signal",
"core"}}}; or with one for each of its "questions", which say in what they differ from the other settings.
Standard library only, so that any Python can run it as any user.
"""

import atexit
import dataclasses
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from types import SimpleNamespace

DEADLINE = 20.0  # seconds a case may take before it is killed


def main() -> None:
    settings = json.loads(sys.argv[1])
    sys.path.insert(0, settings["package"])
    importlib.import_module("autograder.sandbox")  # once, before any fork
    table = runpy.run_path(settings["table"])
    questions = settings.pop("questions", [{}])
    print(json.dumps([apart(table, {**settings, **question}) for question in questions]))


def apart(table: dict, settings: dict) -> dict:
    """Answer a question in a process of its own: layers are switched off there, and nowhere else."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            said = answer(table, settings)
        except BaseException:
            said = {"error": traceback.format_exc()}
        with open(writer, "w") as file:
            json.dump(said, file)
        atexit._run_exitfuncs()
        os._exit(0)
    os.close(writer)
    with open(reader) as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    return json.loads(text) if text else {"error": f"the stand-in ended with {status}"}


def answer(table: dict, settings: dict) -> dict:
    from autograder.sandbox import Confinement, Policy, default_read_paths, inspect_platform

    table.get("warm_up", lambda _: None)(settings)
    world = make_world()
    try:
        policy = Policy(
            read=tuple(settings.get("read", default_read_paths(world.granted))),
            memory_bytes=settings.get("memory_bytes", 3 << 30),
            cpu_seconds=settings.get("cpu_seconds", 60),
            isolation=settings.get("isolation", "full"),
            uid=settings.get("uid"),
        )
        facts = dataclasses.replace(inspect_platform(), **settings.get("facts", {}))
        confinement = Confinement.prepare(policy, facts) if settings.get("confined", True) else None
        names = settings.get("cases") or list(table["CASES"])
        outcomes = {name: run(table["CASES"][name], world, confinement) for name in names}
    finally:
        shutil.rmtree(world.root, ignore_errors=True)
    return {"description": confinement.description if confinement else "bare", "outcomes": outcomes}


def make_world() -> SimpleNamespace:
    """Things worth attacking: this process, hidden and granted files, a socket, open descriptors."""
    root = tempfile.mkdtemp(prefix="sandbox-rig-")
    world = SimpleNamespace(root=root, pid=os.getpid(), secret_text="42 is the answer")
    for name in ("hidden", "granted"):
        folder = os.path.join(root, name)
        os.mkdir(folder)
        setattr(world, name, folder)
    os.chmod(root, 0o755)
    os.chmod(world.granted, 0o755)
    os.chmod(world.hidden, 0o700)
    world.secret = os.path.join(world.hidden, "secret.txt")
    world.data = os.path.join(world.granted, "data.txt")
    os.symlink(world.secret, os.path.join(world.granted, "link"))
    restore(world)
    world.inherited = os.open(world.secret, os.O_RDWR)
    os.set_inheritable(world.inherited, True)
    world.listener = listen(os.path.join(root, "socket"))
    return world


def restore(world: SimpleNamespace) -> None:
    """Put back what an attack that came through may have changed."""
    for path in (world.secret, world.data):
        with open(path, "w") as file:
            file.write(world.secret_text)


def listen(path: str) -> object:
    import socket

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o777)
    listener.listen()
    return listener


def run(case, world, confinement) -> dict:
    restore(world)
    requests, hold = os.pipe()
    reader, replies = os.pipe()
    child = os.fork()
    if child == 0:
        inside(case, world, confinement, (requests, replies))
    for descriptor in (requests, replies):
        os.close(descriptor)
    seen = observe(child) if getattr(case, "__name__", "") == "wait" else {}
    os.close(hold)
    text = read_all(reader, child)
    os.close(reader)
    _, status = os.waitpid(child, 0)
    answer = json.loads(text) if text else {"value": None, "holes": []}
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {**answer, "signal": number, "core": os.WCOREDUMP(status), "intact": intact(world), "seen": seen}


def observe(child: int) -> dict:
    """What the kernel says of a child that is confined and waits for its requests to end."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        with open(f"/proc/{child}/status") as file:
            status = {name: value.strip() for name, _, value in (line.partition(":") for line in file)}
        if status["Seccomp"] == "2":
            return {**status, "owner of /proc": os.stat(f"/proc/{child}/maps").st_uid}
    return {}


def intact(world: SimpleNamespace) -> bool:
    try:
        with open(world.secret) as secret, open(world.data) as data:
            return secret.read() == data.read() == world.secret_text
    except OSError:
        return False


def inside(case, world, confinement, keep) -> None:
    replies, holes = keep[1], []
    try:
        if confinement:
            replies = confinement.enter(keep)[1]
            holes = list(confinement.check())
        value = case(world)
    except BaseException as error:
        value = f"{type(error).__name__}: {error}"
    os.write(replies, json.dumps({"value": value, "holes": holes}).encode())
    os._exit(0)


def read_all(reader: int, child: int) -> str:
    parts = []
    while True:
        ready, _, _ = select.select([reader], [], [], DEADLINE)
        if not ready:
            os.kill(child, signal.SIGKILL)
            return json.dumps({"value": "no answer within the deadline", "holes": []})
        part = os.read(reader, 65536)
        if not part:
            return b"".join(parts).decode()
        parts.append(part)


if __name__ == "__main__":
    main()
