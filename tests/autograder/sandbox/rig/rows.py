"""The table of layers: what comes through when one is switched off, and which others cover it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A layer, the attacks that come through without it, and the layers that cover it.

    Attributes
    ----------
    layer : str
        A name of `switches.SWITCHES`.
    attacks : tuple of str
        Names of `layers.CASES`.
    covered_by : tuple of str
        Layers that refuse the attack as well.
    users : tuple of str
        For whom this holds; the kernel itself refuses some things to an ordinary user.
    """

    layer: str
    attacks: tuple[str, ...]
    covered_by: tuple[str, ...] = ()
    users: tuple[str, ...] = ("root", "ordinary")  # or "changing uid": root that gives it up


def row(layer: str, *attacks: str, by: str = "", users: str = "root, ordinary") -> Row:
    return Row(layer, attacks, tuple(filter(None, by.split(", "))), tuple(users.split(", ")))


PROCESS_LAYERS = [
    row("session", "learn the folder"),
    row("closing", "use inherited descriptors"),
    row("standard streams", "speak on inherited streams"),
    row("uid", "read a hidden file", "list a hidden folder", by="landlock", users="changing uid"),
    row("capabilities", "open the grader's memory", by="landlock", users="root"),
    row("capabilities", "trace the grader", by="landlock, calls: tracing", users="root"),
    row("first to go", "outlive others", by="landlock"),
    row("architecture", "32-bit gate"),
]

LIMIT_LAYERS = [
    row("limit FSIZE", "fill the disk", by="calls: opening, right: write_file, right: make_reg"),
    row("limit NOFILE", "hold many files"),
    row("limit NPROC", "fork", "clone by hand", by="calls: processes", users="ordinary"),
    row("limit MEMLOCK", "lock a page", by="calls: memory"),
    row("limit MSGQUEUE", "make a queue", by="calls: shared memory, landlock"),
    row("limit RTPRIO", "take the processor", by="calls: scheduling"),
    row("limit CORE", "leave a core", by="limit FSIZE, dumpable, landlock, session", users="ordinary"),
    row("limit AS", "take much memory"),
    row("limit CPU", "compute for ever"),
]

FILTER_LAYERS = [
    row("calls: processes", "fork", "clone by hand", users="root"),
    row("calls: processes", "clone3 by hand", "replace itself", "execveat by hand"),
    row("calls: processes", "start a thread", users="root"),
    row("limit NPROC", "start a thread", by="calls: processes", users="ordinary"),
    row("calls: processes", "run the loader", by="right: execute, limit NPROC"),
    row("seccomp", "spawn a program", "run a shell", "run a program", by="landlock, limit NPROC"),
    row("calls: signals", "signal itself", "queue a signal", "steal a descriptor"),
    row("calls: signals", "signal the grader", "signal its group", "signal a thread", by="right: signal"),
    row("calls: signals", "signal by tkill", "signal by pidfd", by="right: signal"),
    row("calls: tracing", "be traced", "write the grader's memory", "count the grader's events"),
    row("calls: tracing", "compare kernel objects", by="landlock", users="ordinary"),
    row("calls: tracing", "read the grader's memory", "trace the grader", by="landlock", users="ordinary"),
    row("calls: tracing", "read the grader's memory", by="landlock, capabilities", users="root"),
    row("calls: scheduling", "change the grader's scheduling", "change the grader's disk priority"),
    row("calls: scheduling", "move the grader to a processor", users="ordinary"),
    row("calls: scheduling", "change the grader's priority", users="ordinary"),
    row("calls: scheduling", "move the grader to a processor", by="capabilities", users="root"),
    row("calls: scheduling", "change the grader's priority", by="capabilities", users="root"),
    row("calls: limits", "set a limit"),
    row("calls: limits", "read the grader's limits", "set the grader's limits"),
    row("calls: clocks", "read the grader's CPU clock", "set the clock"),
    row("calls: descriptors", "aim signals by F_SETOWN", "lock a record", "lease a file", "enlarge a pipe"),
    row("calls: descriptors", "watch by F_NOTIFY"),
    row("calls: devices", "push input to a terminal"),
    row("calls: devices", "ask a device", by="right: ioctl_dev"),
    row("calls: opening", "hold a hidden file by O_PATH"),
    row("calls: opening", "write to a granted device", by="right: write_file"),
    row("calls: opening", "write a hidden file", by="landlock"),
    row(
        "calls: opening", "append to a granted file", "read and write a granted file", by="right: write_file"
    ),
    row("calls: opening", "write through a mapping", by="right: write_file"),
    row("calls: opening", "truncate a granted file while reading", by="right: truncate"),
    row("calls: opening", "make a nameless file", by="right: make_reg, right: write_file"),
    row("calls: opening", "make a file in /tmp", by="landlock, calls: removing"),
    row("calls: opening", "make a file in /dev/shm", by="landlock, calls: removing"),
    row("seccomp", "make named shared memory", by="landlock, limit FSIZE, limit NPROC"),
    row("calls: names", "link a file"),
    row("calls: names", "make only a folder", by="landlock"),
    row("calls: names", "make a folder", by="landlock, calls: removing"),
    row("calls: names", "make a FIFO", "make a symbolic link", by="landlock, calls: removing"),
    row("calls: names", "rename a file", by="landlock"),
    row("calls: names", "make a device", by="landlock, capabilities, calls: removing", users="root"),
    row("calls: removing", "remove a file", by="landlock"),
    row("calls: truncating", "truncate a granted file", by="right: truncate"),
    row("calls: attributes", "change a mode", "change an owner", "change times", "set an attribute"),
    row("calls: watching", "lock a file", "watch by inotify"),
    row("calls: watching", "watch by fanotify", by="capabilities"),
    row("calls: file handles", "get a file handle"),
    row("calls: sockets", "open an internet socket", "open a datagram socket", "open a netlink socket"),
    row("calls: sockets", "connect to a named socket", "make a socket pair"),
    row("calls: sockets", "open a packet socket", by="capabilities", users="root"),
    row("calls: pipes", "make a pipe", "make an event descriptor", "make an epoll descriptor"),
    row("calls: pipes", "make a timer descriptor", "make a signal descriptor"),
    row("calls: shared memory", "make a file in memory", "make a secret file in memory"),
    row("calls: shared memory", "make System V shared memory", "make System V semaphores"),
    row("calls: shared memory", "use a System V queue", "make a message queue"),
    row("calls: memory", "take huge pages"),
    row("calls: memory", "lock memory", by="limit MEMLOCK"),
    row("calls: itself", "become dumpable", "outlive the server", "stack a filter", "make a ruleset"),
    row("calls: itself", "change the execution domain"),
    row("calls: users", "keep its uid", "set capabilities"),
    row("calls: users", "become root", users="root"),
    row("calls: users", "set groups", by="capabilities", users="root"),
    row("calls: namespaces", "new user namespace", "unshare nothing", "enter a namespace", "mount"),
    row("calls: namespaces", "change folder"),
    row("calls: namespaces", "change root", by="capabilities", users="root"),
    row("calls: kernel", "io_uring", "old asynchronous io", "bpf", "keyring", "add a key", "userfaultfd"),
    row("calls: kernel", "read the kernel log", by="capabilities", users="root"),
    row("calls: copying", "send a file", "splice"),
]

LANDLOCK_LAYERS = [
    row("landlock", "read /etc/passwd", "list /", "list /tmp", "list /proc", "read the grader's arguments"),
    row("landlock", "read the grader's environment", "open the grader's memory", users="ordinary"),
    row("landlock", "read the grader's environment", by="capabilities", users="root"),
    row("right: read_file", "read a hidden file", "read it through a granted link", "read /etc/passwd"),
    row("right: read_file", "read its own maps"),
    row("right: read_file", "read its own environment", users="root"),
    row("right: read_file", "read its own environment", by="dumpable", users="ordinary"),
    row("right: read_dir", "list a hidden folder", "list /", "list /tmp", "list /proc"),
    row("right: execute", "run the loader", by="calls: processes, limit NPROC"),
    row("right: write_file", "write to a granted device", by="calls: opening"),
    row("right: remove_dir", "remove only a folder", by="calls: removing, calls: names, right: make_dir"),
    row("right: remove_file", "remove a file", by="calls: removing"),
    row("right: make_char", "make a character device", by="calls: names"),
    row("right: make_dir", "make only a folder", by="calls: names"),
    row("right: make_reg", "make a regular file", by="calls: names"),
    row("right: make_sock", "make a socket file", by="calls: names"),
    row("right: make_fifo", "make only a FIFO", by="calls: names"),
    row("right: make_block", "make a block device", by="calls: names, capabilities", users="root"),
    row("right: make_sym", "make only a link", by="calls: names"),
    row("right: truncate", "truncate a granted file", by="calls: truncating"),
    row("right: ioctl_dev", "reach a device"),
    row("right: bind_tcp", "bind a port", by="calls: sockets"),
    row("right: connect_tcp", "connect to a port", by="calls: sockets"),
    row("right: abstract_unix_socket", "connect abstractly", by="calls: sockets"),
    row("right: signal", "signal the grader", by="calls: signals"),
]  # fmt: skip

ROWS = (*PROCESS_LAYERS, *LIMIT_LAYERS, *FILTER_LAYERS, *LANDLOCK_LAYERS)

# Unknown numbers: the kernel itself answers ENOSYS, and x32 is off in most kernels.
UNSHOWN = {"x32 call", "call number -1", "call of the future"}

# Layers that no attack from within can show, and the test that does.
ELSEWHERE = {
    "dumpable": "test_the_kernel_sees_a_missing_layer",
    "no way back": "test_the_kernel_sees_a_missing_layer",
    "no new privileges": "test_without_no_new_privileges_nothing_can_be_entered",
    "die with the server": "test_without_the_death_signal_a_child_outlives_its_server",
    "right: refer": "test_moving_between_folders_needs_no_right_to_be_refused",
}


# What the self-test says when a layer is missing. It does not look for the others.
NOTICED = {
    "closing": "use inherited descriptor",
    "standard streams": "use inherited descriptor 1",
    "landlock": "read /etc",
    "right: read_dir": "read /etc",
    "seccomp": "make a pipe",
    **{
        f"limit {name}": f"RLIMIT_{name}"
        for name in ("FSIZE", "NOFILE", "NPROC", "MEMLOCK", "MSGQUEUE", "CORE", "AS")
    },
    "calls: processes": "run a program",
    "calls: signals": "send a signal",
    "calls: tracing": "trace a process",
    "calls: scheduling": "change scheduling",
    "calls: limits": "set limits",
    "calls: clocks": "read a foreign clock",
    "calls: descriptors": "lease a file",
    "calls: opening": "open a file to truncate while reading",
    "calls: names": "rename a file",
    "calls: removing": "remove a file",
    "calls: truncating": "truncate a file",
    "calls: attributes": "change a file's mode",
    "calls: watching": "watch a folder",
    "calls: sockets": "open a socket",
    "calls: pipes": "make a pipe",
    "calls: shared memory": "make shared memory",
    "calls: itself": "change process attributes",
    "calls: users": "change uid",
    "calls: namespaces": "leave a namespace",
    "calls: kernel": "use io_uring",
}

# Layer, for whom, what /proc says of the child, with and without the layer.
SEEN = [
    ("session", "ordinary", "Umask", "0077", "0022"),
    ("capabilities", "root", "CapEff", "0000000000000000", None),
    ("no way back", "root", "CapBnd", "0000000000000000", None),
    ("uid", "changing uid", "Uid", "65530\t65530\t65530\t65530", "0\t0\t0\t0"),
    ("dumpable", "ordinary", "owner of /proc", 0, None),
]
