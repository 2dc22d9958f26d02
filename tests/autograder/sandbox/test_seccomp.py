"""The table of calls, and the compiled filter run by a small interpreter beside two judges.

The judges: the table read straightforwardly, and libseccomp's compiler (through pyseccomp) given the
same rules.
"""

import errno
import itertools
import random
import re
import struct
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import bpf, seccomp
from autograder.sandbox.architecture import AARCH64, ARCHITECTURES, X86_64, architecture_of
from autograder.sandbox.numbers import NUMBERS

WORD, LONG = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
CALLS = 10_000
both = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=lambda found: found.name)


def interpret(code: bytes, call: tuple) -> int:
    """Run a classic BPF program on one call (number, architecture, arguments); its returned action."""
    number, audit, arguments = call
    data = struct.pack("<IIQ6Q", number, audit, 0, *arguments)
    program = list(struct.iter_unpack("<HBBI", code))
    at, accumulator = 0, 0
    while True:
        operation, jt, jf, k = program[at]
        at += 1
        if operation == 0x20:
            accumulator = int.from_bytes(data[k : k + 4], "little")
        elif operation == 0x54:
            accumulator &= k
        elif operation == 0x05:
            at += k
        elif operation == 0x06:
            return k
        else:
            holds = {
                0x15: accumulator == k,
                0x25: accumulator > k,
                0x35: accumulator >= k,
                0x45: accumulator & k,
            }
            at += jt if holds[operation] else jf


def judged(architecture, call: tuple) -> int:
    """What the table says, read straightforwardly."""
    number, audit, arguments = call
    if audit != architecture.audit or (architecture.foreign and number >= architecture.foreign):
        return bpf.KILL_PROCESS
    names = [name for name, here in architecture.numbers.items() if here == number]
    rules = [rule for rule in seccomp.allowed(architecture) if rule.name in names]
    if rules:
        return bpf.ALLOW if all(holds(check, arguments) for check in rules[0].checks) else bpf.REFUSED
    known = any(first <= number <= last for first, last in architecture.known)
    return bpf.REFUSED if known and not set(names) & set(seccomp.ABSENT) else bpf.ABSENT


def holds(check, arguments: tuple) -> bool:
    width = WORD if check.bits == 32 else LONG
    value = arguments[check.argument] & check.mask & width
    return value in [wanted & width for wanted in check.values]


def random_calls(architecture, seed: int, count: int = CALLS):
    """Calls near the edges: every rule's own values, one bit off, with a dirty high word, or anything."""
    draw = random.Random(seed)
    numbers = list(architecture.numbers.values())
    interesting = sorted(
        {value for rule in seccomp.allowed(architecture) for check in rule.checks for value in check.values}
        | {1 << bit for bit in range(64)}
        | {0, WORD, LONG, LONG - 1, architecture.read_flags, seccomp.PROTECTION, seccomp.MAPPING}
    )
    checked = [
        architecture.numbers[r.name]
        for r in seccomp.allowed(architecture)
        if r.checks and r.name in architecture.numbers
    ]

    def argument() -> int:
        value = draw.choice(interesting)
        return draw.choice(
            (
                value,
                value,
                value ^ 1 << draw.randrange(64),
                value | draw.getrandbits(32) << 32,
                draw.getrandbits(12),
            )
        )

    for _ in range(count):
        number = draw.choice(
            (draw.choice(checked), draw.choice(checked), draw.choice(numbers), draw.randrange(520))
        )
        yield number, architecture.audit, tuple(argument() for _ in range(6))


@both
def test_filter_does_what_the_table_says(architecture):
    code = bpf.encode(seccomp.build(architecture))
    seen = set()
    for call in random_calls(architecture, seed=1):
        action = interpret(code, call)
        assert action == judged(architecture, call), call
        seen.add(action)
    assert seen == {bpf.ALLOW, bpf.REFUSED, bpf.ABSENT}


@both
def test_filter_agrees_with_libseccomp(architecture):
    ours = bpf.encode(seccomp.build(architecture))
    theirs = libseccomp_filter(architecture)
    known = {number for first, last in architecture.known for number in range(first, last + 1)}
    compared = 0
    for call in random_calls(architecture, seed=2):
        if call[0] in known:  # it has no rule for ranges of unknown numbers
            assert interpret(ours, call) == interpret(theirs, call), call
            compared += 1
    assert compared > CALLS / 2


def libseccomp_filter(architecture) -> bytes:
    """The same rules through libseccomp.

    Its comparisons are 64 bits wide, also where the kernel takes an int, so each goes through a mask.
    """
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"pyseccomp needs libseccomp 2.5 (apt-get install libseccomp2): {error}")
    native, wanted = pyseccomp.system_arch(), {"x86_64": "X86_64", "aarch64": "AARCH64"}[architecture.name]
    theirs = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    if getattr(pyseccomp.Arch, wanted) != native:
        theirs.add_arch(getattr(pyseccomp.Arch, wanted))
        theirs.remove_arch(native)
    for rule in seccomp.allowed(architecture):
        if rule.name in architecture.numbers:
            for values in itertools.product(*(check.values for check in rule.checks)):
                arguments = [masked(pyseccomp, *pair) for pair in zip(rule.checks, values, strict=True)]
                theirs.add_rule(pyseccomp.ALLOW, rule.name, *arguments)
    for name in seccomp.ABSENT:
        theirs.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
    with tempfile.TemporaryFile() as file:
        theirs.export_bpf(file)
        file.seek(0)
        return file.read()


def masked(pyseccomp, check, value: int):
    mask = check.mask & (WORD if check.bits == 32 else LONG)
    return pyseccomp.Arg(check.argument, pyseccomp.MASKED_EQ, mask, value & mask)


@both
@pytest.mark.parametrize("audit", [0x40000003, 0x40000028, 0xC00000F3, 0, WORD])
def test_foreign_architectures_are_killed(architecture, audit):
    """i386, 32-bit arm, riscv64, nonsense."""
    code = bpf.encode(seccomp.build(architecture))
    assert interpret(code, (0, audit, (0,) * 6)) == bpf.KILL_PROCESS
    other = AARCH64 if architecture is X86_64 else X86_64
    assert interpret(code, (0, other.audit, (0,) * 6)) == bpf.KILL_PROCESS


@pytest.mark.parametrize("number", [0x40000000, 0x40000000 | 39, 0x7FFFFFFF, WORD])
def test_x32_calls_are_killed(number):
    assert interpret(bpf.encode(seccomp.build(X86_64)), (number, X86_64.audit, (0,) * 6)) == bpf.KILL_PROCESS


@both
def test_every_number_is_answered_as_known_or_unknown(architecture):
    code = bpf.encode(seccomp.build(architecture))
    for number in [*range(1000), 0x3FFFFFFF]:
        call = (number, architecture.audit, (LONG,) * 6)
        assert interpret(code, call) == judged(architecture, call), number


@both
def test_program_is_well_formed(architecture):
    """The kernel's own rules: at most 4096 instructions, forward jumps inside, a return at the end."""
    program = seccomp.build(architecture)
    assert len(program) <= 4096
    assert program[-1].code == bpf.RETURN
    for place, (code, jt, jf, _) in enumerate(program):
        assert code in (bpf.LOAD, bpf.AND, bpf.JUMP_EQUAL, bpf.JUMP_AT_LEAST, bpf.RETURN)
        assert place + 1 + max(jt, jf) < len(program) or code == bpf.RETURN


def test_a_rule_too_long_for_a_jump_is_refused():
    rule = bpf.Rule("read", (bpf.Check(0, tuple(range(200))),))
    with pytest.raises(ValueError, match="split the rule"):
        bpf.compile_filter([rule], [], X86_64)


def test_several_wide_values():
    """A 64-bit comparison of more than one value, which the table does not use yet."""
    values = (5, 7 << 32, 7 << 32 | 5)
    rule = bpf.Rule("read", (bpf.Check(1, values, bits=64), bpf.Check(0, (3,))))
    code = bpf.encode(bpf.compile_filter([rule], [], X86_64))
    for value in (*values, 0, 7, 5 << 32, 6, 7 << 32 | 6):
        for first in (3, 4):
            expected = bpf.ALLOW if value in values and first == 3 else bpf.REFUSED
            assert interpret(code, (0, X86_64.audit, (first, value, 0, 0, 0, 0))) == expected


# Worth a line each: what must never get onto the list by a slip of the pen.
NEVER = """
clone clone3 fork vfork execve execveat kill tkill tgkill rt_sigqueueinfo pidfd_open
pidfd_send_signal pidfd_getfd ptrace process_vm_readv process_vm_writev socket socketpair connect
bind sendmsg pipe pipe2 memfd_create memfd_secret shmget semget msgget mq_open setrlimit
sched_setaffinity sched_setscheduler sched_setattr setpriority chmod fchmod fchmodat fchownat
utimensat truncate ftruncate unlinkat mkdirat mknodat symlinkat linkat renameat2 flock inotify_init1
fanotify_init unshare setns chroot mount io_uring_setup bpf keyctl add_key userfaultfd
perf_event_open seccomp prctl personality setuid setresuid capset dup2 dup3 chdir openat2
name_to_handle_at open_by_handle_at
"""


@both
def test_never_allowed(architecture):
    assert set(NEVER.split()) <= set(NUMBERS)
    assert set(NEVER.split()) & {rule.name for rule in seccomp.allowed(architecture)} == set()


@both
def test_no_call_twice(architecture):
    names = [rule.name for rule in seccomp.allowed(architecture)] + list(seccomp.ABSENT)
    assert len(names) == len(set(names))
    assert set(names) <= set(NUMBERS)
    assert len(set(architecture.numbers.values())) == len(architecture.numbers)


HEADERS = {
    X86_64.name: ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    AARCH64.name: ("/usr/include/asm-generic/unistd.h",),
}


def header_numbers(architecture) -> dict[str, int]:
    header = next((Path(path) for path in HEADERS[architecture.name] if Path(path).exists()), None)
    if header is None:
        pytest.skip("no kernel headers here (apt-get install linux-libc-dev)")
    found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    found.setdefault("newfstatat", found.get("fstatat", "0"))
    return {name: int(number) for name, number in found.items()}


@both
def test_known_ranges_hold_every_number_of_the_kernel_headers(architecture):
    """Those of 32-bit processors (403 to 423) and of single ones (244 on) do not count."""
    every = {number for number in header_numbers(architecture).values() if not 403 <= number <= 423} - {244}
    known = {number for first, last in architecture.known for number in range(first, last + 1)}
    assert every - known == set()


@both
def test_numbers_equal_the_kernel_headers(architecture):
    found = header_numbers(architecture)
    wrong = {
        name: number for name, number in architecture.numbers.items() if found.get(name, number) != number
    }
    assert wrong == {}
    assert len(set(found) & set(architecture.numbers)) > 0.9 * len(architecture.numbers)


def test_architecture_of_a_machine():
    assert architecture_of("x86_64", 64) is X86_64
    assert architecture_of("aarch64", 64) is AARCH64
    assert architecture_of("x86_64", 32) is None
    assert architecture_of("riscv64", 64) is None
    assert set(ARCHITECTURES) == {"x86_64", "aarch64"}
