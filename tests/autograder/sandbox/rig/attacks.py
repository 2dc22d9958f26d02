"""What a hostile submission may try, as a table: name, how, who comes through unconfined.

Every attack is harmless when it succeeds, so that each is also run unconfined, as the control.
"""

import ctypes
import os
import runpy
from pathlib import Path
from types import SimpleNamespace

ways = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("ways.py"))))

CASES: dict = {
    # processes
    "fork": ways.Attack(ways.fork),
    "clone by hand": ways.Attack(ways.raw_clone),
    "clone3 by hand": ways.Attack(ways.reaches("clone3", 0, 0)),
    "start a thread": ways.Attack(ways.thread),
    "run a program": ways.Attack(ways.run_program),
    "spawn a program": ways.Attack(ways.spawn),
    "run a shell": ways.Attack(ways.shell),
    "replace itself": ways.Attack(ways.replace_self),
    "execveat by hand": ways.Attack(ways.reaches("execveat", -1, 0, 0, 0, 0)),
    # other processes
    "signal the grader": ways.Attack(lambda world: os.kill(world.pid, 0) is None),
    "signal its group": ways.Attack(lambda world: os.killpg(os.getpgid(world.pid), 0) is None),
    "signal itself": ways.Attack(lambda world: os.kill(os.getpid(), 0) is None),
    "signal a thread": ways.Attack(ways.succeeds("tgkill", ways.pid, ways.pid, 0)),
    "signal by tkill": ways.Attack(ways.succeeds("tkill", ways.pid, 0)),
    "queue a signal": ways.Attack(ways.reaches("rt_sigqueueinfo", ways.pid, 0, 0)),
    "signal by pidfd": ways.Attack(ways.pidfd),
    "steal a descriptor": ways.Attack(ways.reaches("pidfd_getfd", -1, 0, 0)),
    "aim signals by F_SETOWN": ways.Attack(ways.aim_signals),
    "read the grader's limits": ways.Attack(
        ways.succeeds("prlimit64", ways.pid, 1, 0, lambda _: (ctypes.c_uint64 * 2)())
    ),
    "set the grader's limits": ways.Attack(ways.set_its_limits),
    "read the grader's CPU clock": ways.Attack(ways.its_clock),
    "trace the grader": ways.Attack(ways.trace, needs="root"),
    "be traced": ways.Attack(ways.reaches("ptrace", -1, 0, 0, 0)),
    "read the grader's memory": ways.Attack(ways.peek, needs="root"),
    "write the grader's memory": ways.Attack(ways.poke),
    "move the grader to a processor": ways.Attack(ways.move_it),
    "change the grader's scheduling": ways.Attack(ways.reaches("sched_setscheduler", ways.pid, -1, 0)),
    "change the grader's priority": ways.Attack(ways.slow_it_down),
    "change the grader's disk priority": ways.Attack(ways.reaches("ioprio_set", 1, ways.pid, 4 << 13)),
    "compare kernel objects": ways.Attack(ways.reaches("kcmp", ways.pid, ways.pid, -1, 0, 0), needs="nobody"),
    "count the grader's events": ways.Attack(
        ways.reaches("perf_event_open", 0, ways.pid, -1, -1, 0), needs="nobody"
    ),
    # ways.reading
    "read a hidden file": ways.Attack(ways.reading(lambda world: world.secret), layer="files"),
    "read it through a granted link": ways.Attack(
        ways.reading(lambda world: os.path.join(world.granted, "link")), layer="files"
    ),
    "list a hidden folder": ways.Attack(ways.listing(lambda world: world.hidden), layer="files"),
    "read /etc/passwd": ways.Attack(ways.reading(lambda _: "/etc/passwd"), layer="landlock"),
    "list /": ways.Attack(ways.listing(lambda _: "/"), layer="landlock"),
    "list /tmp": ways.Attack(ways.listing(lambda _: "/tmp"), layer="landlock"),
    "list /proc": ways.Attack(ways.listing(lambda _: "/proc"), layer="landlock"),
    "read the grader's arguments": ways.Attack(
        ways.reading(lambda world: f"/proc/{world.pid}/cmdline"), layer="landlock"
    ),
    "read the grader's environment": ways.Attack(
        ways.reading(lambda world: f"/proc/{world.pid}/environ"), layer="landlock"
    ),
    "read its own environment": ways.Attack(ways.reading(lambda _: "/proc/self/environ"), layer="landlock"),
    "read its own maps": ways.Attack(ways.reading(lambda _: "/proc/self/maps"), layer="landlock"),
    "open the grader's memory": ways.Attack(
        ways.opening(lambda world: f"/proc/{world.pid}/mem", os.O_RDONLY), layer="files"
    ),
    "use inherited descriptors": ways.Attack(ways.read_inherited),
    "hold a hidden file by O_PATH": ways.Attack(ways.opening(lambda world: world.secret, os.O_PATH)),
    "get a file handle": ways.Attack(ways.reaches("name_to_handle_at", ways.HERE, ways.secret, 0, 0, 0)),
    # writing
    "write a hidden file": ways.Attack(ways.opening(lambda world: world.secret, os.O_WRONLY)),
    "write to a granted device": ways.Attack(ways.opening(lambda _: "/dev/null", os.O_WRONLY)),
    "append to a granted file": ways.Attack(
        ways.opening(lambda world: world.data, os.O_WRONLY | os.O_APPEND)
    ),
    "read and write a granted file": ways.Attack(ways.opening(lambda world: world.data, os.O_RDWR)),
    "truncate a granted file while reading": ways.Attack(ways.truncate_while_reading),
    "truncate a granted file": ways.Attack(ways.succeeds("truncate", ways.data, 0)),
    "write through a mapping": ways.Attack(ways.write_through_mapping),
    "make a nameless file": ways.Attack(ways.opening(lambda world: world.granted, os.O_TMPFILE | os.O_RDWR)),
    "make a file in /tmp": ways.Attack(ways.create("/tmp")),
    "make a file in /dev/shm": ways.Attack(ways.create("/dev/shm")),
    "make a folder": ways.Attack(ways.in_granted(os.mkdir)),
    "make a FIFO": ways.Attack(ways.in_granted(os.mkfifo)),
    "make a symbolic link": ways.Attack(ways.in_granted(lambda path: os.symlink("/", path))),
    "make a device": ways.Attack(
        ways.in_granted(lambda path: os.mknod(path, 0o020600, os.makedev(1, 3))), needs="root"
    ),
    "rename a file": ways.Attack(ways.rename),
    "remove a file": ways.Attack(ways.remove),
    "link a file": ways.Attack(ways.reaches("linkat", ways.HERE, 0, ways.HERE, 0, 0)),
    "change a mode": ways.Attack(ways.change_mode),
    "change an owner": ways.Attack(ways.succeeds("fchownat", ways.HERE, ways.secret, -1, -1, 0)),
    "change times": ways.Attack(ways.change_times),
    "set an attribute": ways.Attack(ways.attribute, needs="nobody"),
    "lock a file": ways.Attack(ways.lock),
    "lock a record": ways.Attack(ways.record_lock),
    "lease a file": ways.Attack(ways.lease),
    "watch by inotify": ways.Attack(ways.watch),
    "watch by F_NOTIFY": ways.Attack(ways.watch_by_signal),
    "watch by fanotify": ways.Attack(ways.reaches("fanotify_init", -1, 0), needs="nobody"),
    # talking
    "open an internet socket": ways.Attack(ways.open_socket("AF_INET")),
    "open a datagram socket": ways.Attack(ways.open_socket("AF_INET6", "SOCK_DGRAM"), needs="nobody"),
    "open a netlink socket": ways.Attack(ways.open_socket("AF_NETLINK", "SOCK_RAW")),
    "open a packet socket": ways.Attack(ways.open_socket("AF_PACKET", "SOCK_RAW"), needs="nobody"),
    "connect to a named socket": ways.Attack(ways.connect),
    "make a socket pair": ways.Attack(ways.pair),
    "make a pipe": ways.Attack(lambda _: bool(os.pipe())),
    "make an event descriptor": ways.Attack(ways.succeeds("eventfd2", 0, 0)),
    "make an epoll descriptor": ways.Attack(ways.succeeds("epoll_create1", 0)),
    "make a timer descriptor": ways.Attack(ways.succeeds("timerfd_create", 1, 0)),
    "make a signal descriptor": ways.Attack(ways.reaches("signalfd4", -1, 0, 0, 0)),
    "make a file in memory": ways.Attack(lambda _: os.memfd_create("x") > 0),
    "make a secret file in memory": ways.Attack(ways.reaches("memfd_secret", -1), needs="nobody"),
    "make named shared memory": ways.Attack(ways.shared_memory),
    "make System V shared memory": ways.Attack(ways.reaches("shmget", 0, 0, 0)),
    "make System V semaphores": ways.Attack(ways.reaches("semget", 0, -1, 0)),
    "use a System V queue": ways.Attack(ways.reaches("msgget", 0x7A7A7A, 0)),
    "make a message queue": ways.Attack(ways.reaches("mq_open", 0, 0, 0, 0)),
    "take huge pages": ways.Attack(ways.huge_pages, needs="nobody"),
    "lock memory": ways.Attack(ways.reaches("mlock", 0, 0)),
    # itself
    "set a limit": ways.Attack(ways.raise_limit),
    "become dumpable": ways.Attack(ways.succeeds("prctl", 4, 1, 0, 0, 0)),
    "outlive the server": ways.Attack(ways.succeeds("prctl", 1, 0, 0, 0, 0)),
    "stack a filter": ways.Attack(ways.reaches("seccomp", 1, 0, 0)),
    "make a ruleset": ways.Attack(ways.succeeds("landlock_create_ruleset", 0, 0, 1), needs="nobody"),
    "become root": ways.Attack(lambda _: os.setuid(0) is None, needs="root"),
    "keep its uid": ways.Attack(ways.succeeds("setresuid", -1, -1, -1)),
    "set groups": ways.Attack(lambda _: os.setgroups([0]) is None, needs="root"),
    "set capabilities": ways.Attack(ways.reaches("capset", 0, 0)),
    "change the execution domain": ways.Attack(ways.succeeds("personality", 0xFFFFFFFF)),
    "new user namespace": ways.Attack(ways.succeeds("unshare", 0x10000000), needs="nobody"),
    "unshare nothing": ways.Attack(ways.succeeds("unshare", 0)),
    "enter a namespace": ways.Attack(ways.reaches("setns", -1, 0)),
    "change root": ways.Attack(lambda _: os.chroot("/") is None, needs="root"),
    "change folder": ways.Attack(lambda _: os.chdir("/usr") is None),
    "mount": ways.Attack(ways.reaches("mount", 0, 0, 0, 0, 0), needs="nobody"),
    "io_uring": ways.Attack(ways.reaches("io_uring_setup", 0, 0), needs="nobody"),
    "old asynchronous io": ways.Attack(ways.reaches("io_setup", 0, 0)),
    "bpf": ways.Attack(ways.reaches("bpf", -1, 0, 0), needs="nobody"),
    "keyring": ways.Attack(ways.reaches("keyctl", -1, 0, 0, 0, 0), needs="nobody"),
    "add a key": ways.Attack(ways.reaches("add_key", 0, 0, 0, 0, 0), needs="nobody"),
    "userfaultfd": ways.Attack(ways.reaches("userfaultfd", -1), needs="nobody"),
    "read the kernel log": ways.Attack(ways.reaches("syslog", 10, 0, 0), needs="nobody"),
    "set the clock": ways.Attack(ways.reaches("clock_settime", -1, 0), needs="nobody"),
    "push input to a terminal": ways.Attack(ways.reaches("ioctl", 0, 0x5412, 0)),
    "enlarge a pipe": ways.Attack(ways.reaches("fcntl", 4, 1031, 4096)),
    "send a file": ways.Attack(ways.reaches("sendfile", -1, -1, 0, 0)),
    "splice": ways.Attack(ways.reaches("splice", -1, 0, -1, 0, 0, 0)),
    # other doors to the kernel: killed
    "32-bit gate": ways.Attack(ways.machine_code(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"), needs="nobody"),
    "x32 call": ways.Attack(ways.by_number(0x40000000 | 39), needs="nobody"),
    "call number -1": ways.Attack(ways.by_number(-1), needs="nobody"),
    "call of the future": ways.Attack(ways.by_number(460 + 500), needs="nobody"),
}
