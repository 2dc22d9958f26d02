"""What an honest submission does: each row returns "ok", anything else is a failure."""

import ctypes
import faulthandler
import io
import os
import signal
import sys
import time
from types import SimpleNamespace

World = SimpleNamespace


def warm_up(_: dict) -> None:
    """As the warm server does: numpy and matplotlib loaded, one figure drawn."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    np.ones((64, 64)) @ np.ones((64, 64))
    plt.figure().savefig(io.BytesIO())
    plt.close("all")


def expect(condition: bool) -> str:
    return "ok" if condition else "wrong"


def matmul(_: World) -> str:
    import numpy as np

    a = np.random.default_rng(0).normal(size=(300, 300))
    u, s, vt = np.linalg.svd(a)
    return expect(np.allclose((u * s) @ vt, a) and np.allclose(np.linalg.inv(a) @ a, np.eye(300)))


def random_state(_: World) -> str:
    import numpy as np

    np.random.seed(0)
    return expect(np.random.randn(3).shape == (3,) and np.random.default_rng().random() >= 0)


def figure(_: World) -> str:
    import matplotlib.pyplot as plt

    plots, axes = plt.subplots(1, 2)
    axes[0].plot([1, 2, 3], label="$\\mu$")
    axes[1].imshow([[1, 2], [3, 4]])
    axes[0].legend()
    axes[0].set_title("title", family="serif", weight="bold")
    page = io.BytesIO()
    plots.savefig(page, format="png")
    plots.savefig(io.BytesIO(), format="svg")
    return expect(page.getvalue().startswith(b"\x89PNG"))


def lazy_python(_: World) -> str:
    import colorsys
    import wave  # noqa: F401
    import xml.dom.minidom  # noqa: F401

    return expect(colorsys.rgb_to_hsv(1, 0, 0) == (0, 1, 1))


def lazy_extensions(_: World) -> str:
    loaded_before = "_lsprof" in sys.modules
    import cProfile
    import decimal

    cProfile.Profile().runcall(int)
    return expect(not loaded_before and decimal.Decimal("0.1") * 3 == decimal.Decimal("0.3"))


def lazy_scipy(_: World) -> str:
    import numpy as np
    import scipy.linalg

    return expect(np.allclose(scipy.linalg.expm(np.zeros((2, 2))), np.eye(2)))


def lazy_sklearn(_: World) -> str:
    import numpy as np
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    digits = load_digits()
    model = LogisticRegression(max_iter=20, C=0.01, tol=0.1).fit(digits.data[:200], digits.target[:200])
    return expect(np.mean(model.predict(digits.data[:200]) == digits.target[:200]) > 0.9)


def progress_bar(_: World) -> str:
    from tqdm import tqdm

    tqdm.monitor_interval = 0
    return expect(sum(tqdm(range(100))) == 4950)


def big_array(_: World) -> str:
    import numpy as np

    a = np.ones(40_000_000)
    return expect(a.sum() == 4e7)


def growing(_: World) -> str:
    parts = [bytearray(1 << 20) for _ in range(200)]
    return expect(len(parts) == 200)


def too_much(_: World) -> str:
    import numpy as np

    try:
        np.ones(1 << 33)
    except MemoryError:
        return expect(np.ones(10).sum() == 10)
    return "no MemoryError"


def too_much_python(_: World) -> str:
    import numpy as np

    parts = []
    try:
        while len(parts) < 1000:
            parts.append(np.empty(1 << 26, dtype=np.uint8))
    except MemoryError:
        parts.clear()
        return expect(bytearray(1 << 20) is not None)
    return "no MemoryError"


def read_granted(world: World) -> str:
    with open(world.data) as file:
        return expect(file.read() == world.secret_text and "data.txt" in os.listdir(world.granted))


def map_granted(world: World) -> str:
    import numpy as np

    return expect(np.memmap(world.data, mode="r", dtype=np.uint8).size == len(world.secret_text))


def clocks(_: World) -> str:
    from datetime import datetime

    started = time.perf_counter()
    time.sleep(0.01)
    now = (
        time.time(),
        time.monotonic(),
        time.process_time(),
        time.thread_time(),
        time.get_clock_info("time"),
    )
    return expect(time.perf_counter() - started > 0.009 and datetime.now().year > 2000 and len(now) == 5)


def zones(_: World) -> str:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return expect(datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")).utcoffset().total_seconds() == 0)


def chance(_: World) -> str:
    import random
    import secrets
    import uuid

    return expect(len(secrets.token_bytes(8)) == 8 and uuid.uuid4().version == 4 and random.random() < 1)


def urandom_file(_: World) -> str:
    with open("/dev/urandom", "rb") as source:
        return expect(len(source.read(4)) == 4)


def callback(_: World) -> str:
    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
    array = (ctypes.c_int * 3)(3, 1, 2)
    ctypes.CDLL(None).qsort(array, 3, 4, compare)
    return "ok"


def printing(_: World) -> str:
    print("x" * 100_000)
    print("y", file=sys.stderr, flush=True)
    return expect(not sys.stdout.isatty())


def asking(_: World) -> str:
    try:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        input()
    except EOFError:
        return "ok"
    return "no EOFError"


def processors(_: World) -> str:
    return expect((os.cpu_count() or 1) >= 1 and len(os.sched_getaffinity(0)) >= 1)


def handlers(_: World) -> str:
    def ignore(*_: object) -> None:
        pass

    signal.signal(signal.SIGINT, ignore)
    faulthandler.enable(open(2, "wb", closefd=False))  # noqa: SIM115
    return expect(signal.getsignal(signal.SIGINT) is ignore)


def deep_recursion(_: World) -> str:
    def down() -> None:
        down()

    try:
        down()
    except RecursionError:
        return "ok"


def locks(_: World) -> str:
    import queue
    import threading

    line: queue.Queue[int] = queue.Queue()
    line.put(1)
    with threading.Lock(), threading.Condition():
        return expect(line.get(timeout=0.1) == 1)


def coroutine(_: World) -> str:
    async def answer() -> int:
        return 42

    try:
        answer().send(None)
    except StopIteration as stop:
        return expect(stop.value == 42)


def multiprocessing_import(_: World) -> str:
    import concurrent.futures  # noqa: F401
    import multiprocessing

    return expect(multiprocessing.cpu_count() >= 1)


def writing_raises(world: World) -> str:
    try:
        open(os.path.join(world.granted, "x"), "w").close()
    except PermissionError:
        return "ok"
    return "no PermissionError"


def itself(_: World) -> str:
    return expect(
        os.getpid() > 1 and os.getuid() >= 0 and os.getcwd() == "/" and os.uname().sysname == "Linux"
    )


def inspection(_: World) -> str:
    import inspect
    import textwrap
    import traceback

    try:
        raise ValueError("x")
    except ValueError:
        text = traceback.format_exc()
    return expect("ValueError" in text and "def wrap" in inspect.getsource(textwrap))


CASES = {
    function.__name__: function
    for function in (
        matmul,
        random_state,
        figure,
        lazy_python,
        lazy_extensions,
        lazy_scipy,
        lazy_sklearn,
        progress_bar,
        big_array,
        growing,
        too_much,
        too_much_python,
        read_granted,
        map_granted,
        clocks,
        zones,
        chance,
        urandom_file,
        callback,
        printing,
        asking,
        processors,
        handlers,
        deep_recursion,
        locks,
        coroutine,
        multiprocessing_import,
        writing_raises,
        itself,
        inspection,
    )
}
