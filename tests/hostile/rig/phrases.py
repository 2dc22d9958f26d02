"""The threats that the corpus has to cover, in the order of the design: points, knowledge, the run."""

PHRASES = (
    # points
    "patched numpy", "patched builtins", "patched IPython", "equal to everything", "ndarray subclasses",
    "exit", "forged messages", "writing reports", "atexit", "threads after return",
    "hard-coded answers", "constant zero", "callbacks kept", "callbacks out of turn", "__main__",
    "autograder modules patched", "work defeated", "signature objects", "metaclasses",
    # knowledge
    "reading suites", "reading solutions", "other submissions", "/proc", "parent's memory",
    "initial stack", "frames", "gc", "environment", "argv", "inherited descriptors", "watching files",
    "leasing files", "network", "DNS", "by output", "exception text", "log commands",
    "terminal escapes", "rich markup", "surrogates",
    # the run
    "prlimit", "priority", "affinity", "signals on the grader", "chmod gradebook",
    "infinite loops in Python", "loops in C", "SIGXCPU ignored", "signals blocked", "memory flood",
    "process flood", "raw-clone threads", "disk flood", "memfd flood", "output flood", "shared memory",
    "crash loops with core dumps", "huge values", "deep values", "cyclic values", "NaN values",
    "object dtype", "malformed values", "giant comparisons", "colliding keys", "deep nesting",
    "half a message", "endless message", "ptrace", "corrupt file", "truncated file", "gigantic file",
    "not a notebook", "FIFO", "device", "swapped file", "symlinks", "dots in names", "dots in zips",
    "zip bomb", "wrong encodings", "duplicate ids",
)  # fmt: skip
