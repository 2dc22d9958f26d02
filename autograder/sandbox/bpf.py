"""A small compiler: allow-list -> classic BPF, as seccomp(2) takes it.

The program is a chain with local jumps only: each rule is "if the number is n, then these checks,
then allow", and its body ends in a return, so no jump leaves its own rule and 8 bits are enough.

A filter sees `struct seccomp_data {int nr; u32 arch; u64 ip; u64 args[6]}` through 32-bit loads, so
an argument is two words. Where the kernel declares an int it drops the high word, and so do we:
comparing it would let the same call pass in one guise and be refused in another.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from autograder.sandbox.architecture import Architecture

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
REFUSED = 0x00050000 | errno.EPERM
ABSENT = 0x00050000 | errno.ENOSYS

LOAD, AND, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
WORD = 0xFFFFFFFF


class Instruction(NamedTuple):
    """One `struct sock_filter`: code, instructions to skip when true and when false, operand."""

    code: int
    jt: int
    jf: int
    k: int


@dataclass(frozen=True)
class Check:
    """One argument's condition: `argument & mask` is one of `values`.

    Attributes
    ----------
    argument : int
        Position, from 0.
    values : tuple[int, ...]
    mask : int
        64 bits wide; for a 32-bit argument the high word is ignored.
    bits : {32, 64}
        How wide the kernel takes the argument.
    """

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFFFFFFFFFF
    bits: Literal[32, 64] = 32


@dataclass(frozen=True)
class Rule:
    """A call that is allowed when every check holds."""

    name: str
    checks: tuple[Check, ...] = ()


Program = tuple[Instruction, ...]


def compile_filter(rules: Iterable[Rule], absent: Iterable[str], architecture: Architecture) -> Program:
    """Compile an allow-list for one architecture.

    Parameters
    ----------
    rules : iterable of Rule
        Put the frequent calls first. A call that the architecture lacks is left out.
    absent : iterable of str
        Calls answered with ENOSYS, so that the C library falls back on older ones.
    architecture : Architecture
        Whose numbers to compile for.

    Returns
    -------
    tuple[Instruction, ...]
        Foreign architectures are killed, unknown numbers get ENOSYS, every other call EPERM.
    """
    numbers = architecture.numbers
    program = [*_entry(architecture)]
    for rule in rules:
        if rule.name in numbers:
            program += _when_number(numbers[rule.name], _body(rule))
    for name in absent:
        if name in numbers:
            program += _when_number(numbers[name], [_return(ABSENT)])
    return (*program, *_unknown(architecture.known), _return(REFUSED))


def _entry(architecture: Architecture) -> list[Instruction]:
    entry = [
        Instruction(LOAD, 0, 0, ARCHITECTURE_AT),
        Instruction(JUMP_EQUAL, 1, 0, architecture.audit),
        _return(KILL_PROCESS),
        Instruction(LOAD, 0, 0, NUMBER_AT),
    ]
    if architecture.foreign:
        entry += [Instruction(JUMP_AT_LEAST, 0, 1, architecture.foreign), _return(KILL_PROCESS)]
    return entry


def _unknown(known: Sequence[tuple[int, int]]) -> list[Instruction]:
    """ENOSYS for every number outside the known ranges, from the highest downwards."""
    code = [Instruction(JUMP_AT_LEAST, 0, 1, known[-1][1] + 1), _return(ABSENT)]
    for (_, last), (first, _) in zip(known[-2::-1], known[:0:-1], strict=True):
        # first <= number belongs to the range above, already dealt with: skip the rest of this gap
        code += [
            Instruction(JUMP_AT_LEAST, 2, 0, first),
            Instruction(JUMP_AT_LEAST, 0, 1, last + 1),
            _return(ABSENT),
        ]
    return code


def _when_number(number: int, body: Sequence[Instruction]) -> list[Instruction]:
    return [Instruction(JUMP_EQUAL, 0, _distance(len(body)), number), *body]


def _body(rule: Rule) -> list[Instruction]:
    code = [instruction for check in rule.checks for instruction in _check(check)]
    return [*code, _return(ALLOW)]


def _check(check: Check) -> list[Instruction]:
    """Fall through when a value matches, else return EPERM."""
    blocks = [_comparison(check, value) for value in check.values]
    code: list[Instruction] = [_return(REFUSED)]
    for block in reversed(blocks):
        code = _linked(block, len(code)) + code
    return code


def _comparison(check: Check, value: int) -> list[tuple[int, int]]:
    """(operation, operand) pairs; every comparison must hold for the value to match."""
    low = ARGUMENTS_AT + 8 * check.argument
    words = [(low, 0)] if check.bits == 32 else [(low + 4, 32), (low, 0)]
    code = []
    for offset, shift in words:
        mask = check.mask >> shift & WORD
        code.append((LOAD, offset))
        code += [(AND, mask)] if mask != WORD else []
        code.append((JUMP_EQUAL, value >> shift & WORD))
    return code


def _linked(block: Sequence[tuple[int, int]], beyond: int) -> list[Instruction]:
    """Fill in a comparison's jumps: on to the next comparison, or past the `beyond` instructions."""
    code = []
    for place, (operation, operand) in enumerate(block):
        left = len(block) - place - 1
        if operation == JUMP_EQUAL:
            when_equal = _distance(beyond) if left == 0 else 0
            code.append(Instruction(operation, when_equal, _distance(left), operand))
        else:
            code.append(Instruction(operation, 0, 0, operand))
    return code


def _return(action: int) -> Instruction:
    return Instruction(RETURN, 0, 0, action)


def _distance(instructions: int) -> int:
    if instructions > 255:
        raise ValueError(f"a jump over {instructions} instructions does not fit 8 bits: split the rule")
    return instructions


def encode(program: Iterable[Instruction]) -> bytes:
    """The program as an array of `struct sock_filter`, for a little-endian machine."""
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
