"""Values across two pipes: what is a value, how it is written, and how a hostile reply is read.

A frame is a header (kind, length of the structure, length of the blobs), the structure in MessagePack, and
the raw bytes of arrays and byte strings, in the order in which the structure names them. Keeping the blobs
apart bounds the structure on its own: four megabytes of it cannot become gigabytes of objects.

In the structure a value that MessagePack has exactly stands for itself (None, bool, int of 64 bits, float,
str); everything else is a `Node`: a tag, one row of `Tag` each, and its parts. Decoding is typed: a
map, an extension or a misplaced field is refused before an object of it exists. Nothing is ever unpickled.
"""

import enum
import struct
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Literal, TypeVar, cast

import msgspec
import numpy as np

from autograder.errors import WireError

HEADER = struct.Struct("<B3xIQ")
MAX_STRUCTURE = 4 * 2**20
MAX_DEPTH = 64
MAX_ENTRIES = 200_000
MAX_INT_BYTES = 2**16
MAX_COLLISIONS = 64
MAX_AXES = 64  # of an array, numpy's own bound
COPIED = 2**12  # bytes of an array up to which a copy is quicker than a view
JOINED = 2**16  # bytes of blobs up to which a frame is one buffer


class Tag(enum.IntEnum):
    """What a node stands for."""

    TUPLE = 0
    LIST = 1
    DICT = 2
    INT = 3
    COMPLEX = 4
    SLICE = 5
    ELLIPSIS = 6
    DTYPE = 7
    SCALAR = 8
    ARRAY = 9
    GENERATOR = 10
    BYTES = 11
    TEXT = 12
    HANDLE = 13
    CALLBACK = 14


class Node(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A tagged value: everything that MessagePack alone would not keep exact."""

    tag: int
    parts: "list[bool | int | float | str | Node | None]" = []


Tree = bool | int | float | str | Node | None
Bytes = bytes | memoryview
Refer = Callable[[Any], Node]
Resolve = Callable[[Node], Any]

# Every numeric dtype in both byte orders, by its exact name on the wire.
CODES = "?bhilqBHILQefdgFDG"
DTYPES: dict[str, np.dtype[Any]] = {
    order.str: order for code in CODES for order in (np.dtype(code), np.dtype(code).newbyteorder())
}
BIT_GENERATORS = {
    name: getattr(np.random, name) for name in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
}


def no_handles(value: object) -> Node:
    """Refuse anything that is not a value: the `refer` of a sender that keeps no objects."""
    raise WireError(f"a {type(value).__name__} cannot be sent as a value")


def is_numeric(dtype: np.dtype[Any]) -> bool:
    """Whether arrays of this dtype travel by value."""
    return dtype.str in DTYPES and dtype.names is None and dtype.metadata is None


class Writer:
    """Turn values into one structure and its blobs.

    Parameters
    ----------
    refer : callable
        Called with what is not a value; returns a node (a handle) or raises `WireError`.
    """

    def __init__(self, refer: Refer = no_handles) -> None:
        self.refer = refer
        self.blobs: list[Bytes] = []
        self.entries = 0

    def pack(self, value: Any, depth: int = 0) -> Tree:
        """Return the structure of one value; large content goes to `blobs`."""
        kind = type(value)
        if kind in _AS_THEY_ARE:
            plain: Tree = value
            return plain
        packer = _PACKERS.get(kind)
        if packer is not None:
            return packer(self, value, depth)
        if isinstance(value, np.dtype) and is_numeric(value):
            return Node(Tag.DTYPE, [value.str])
        return self.refer(value)

    def _parts(self, tag: Tag, values: Sequence[Any], depth: int) -> Node:
        self.entries += len(values)  # before going deeper: a few lists that hold each other hold millions
        if self.entries > MAX_ENTRIES:
            raise WireError(f"more than {MAX_ENTRIES:,} values in one message")
        if depth >= MAX_DEPTH:
            raise WireError(f"nested deeper than {MAX_DEPTH} levels, or in a circle")
        return Node(tag, [self.pack(value, depth + 1) for value in values])

    def _scalar(self, value: "np.generic[Any]", depth: int) -> Node:
        return self._blob(Tag.SCALAR, value.tobytes(), value.dtype.str)

    def _blob(self, tag: Tag, data: bytes, *parts: str) -> Node:
        self.blobs.append(data)
        return Node(tag, [*parts, len(data)])

    def _int(self, value: int, depth: int) -> Tree:
        if -(2**63) <= value < 2**64:
            return value
        size = value.bit_length() // 8 + 1
        if size > MAX_INT_BYTES:
            raise WireError(f"an integer of {size:,} bytes")
        return self._blob(Tag.INT, value.to_bytes(size, "little", signed=True))

    def _text(self, value: str, depth: int) -> Tree:
        try:
            value.encode()
        except UnicodeEncodeError:
            return self._blob(Tag.TEXT, value.encode("utf-8", "surrogatepass"))
        return value

    def _array(self, value: np.ndarray[Any, Any], depth: int) -> Node:
        if not is_numeric(value.dtype):
            return self.refer(value)
        order: Literal["F", "C"] = "C"
        flags = value.flags
        if not flags.c_contiguous and flags.f_contiguous:
            order = "F"
        if value.nbytes <= COPIED:
            self.blobs.append(value.tobytes(order))
        else:
            flat = np.asarray(value, order=order).reshape(-1, order=order)
            self.blobs.append(flat.view(np.uint8).data)
        return Node(Tag.ARRAY, [value.dtype.str, order, value.nbytes, *value.shape])

    def _generator(self, value: np.random.Generator, depth: int) -> Node:
        name = type(value.bit_generator).__name__
        if BIT_GENERATORS.get(name) is not type(value.bit_generator):
            return self.refer(value)
        return Node(Tag.GENERATOR, [name, self.pack(value.bit_generator.state, depth + 1)])


_AS_THEY_ARE = frozenset([type(None), bool, float])
_PACKERS: dict[type, Callable[[Writer, Any, int], Tree]] = {
    int: Writer._int,
    str: Writer._text,
    bytes: lambda writer, value, depth: writer._blob(Tag.BYTES, value),
    complex: lambda writer, value, depth: Node(Tag.COMPLEX, [value.real, value.imag]),
    type(...): lambda writer, value, depth: Node(Tag.ELLIPSIS),
    tuple: lambda writer, value, depth: writer._parts(Tag.TUPLE, value, depth),
    list: lambda writer, value, depth: writer._parts(Tag.LIST, value, depth),
    dict: lambda writer, value, depth: writer._parts(Tag.DICT, [*chain.from_iterable(value.items())], depth),
    slice: lambda writer, value, depth: writer._parts(
        Tag.SLICE, (value.start, value.stop, value.step), depth
    ),
    np.ndarray: Writer._array,
    np.random.Generator: Writer._generator,
    **dict.fromkeys((np.dtype(code).type for code in CODES), Writer._scalar),  # two are called int64
}


class Reader:
    """Turn a structure and its blobs back into values, trusting nothing.

    Parameters
    ----------
    blobs : bytes
        The raw bytes behind the structure.
    resolve : callable, optional
        Called with the node of a handle or callback; the default refuses them.
    writable : bool
        Whether arrays can be written to (the student's side) or are read-only views (the grader's).
    """

    def __init__(self, blobs: Bytes, resolve: Resolve | None = None, writable: bool = False) -> None:
        self.blobs = blobs
        self.resolve = resolve
        self.writable = writable
        self.offset = 0
        self.entries = 0

    def unpack(self, tree: Tree, depth: int = 0) -> Any:
        """Return the value of one structure.

        Raises
        ------
        WireError
            If the structure is not one that `Writer` makes, or exceeds a bound.
        """
        if type(tree) is not Node:
            return tree
        if depth > MAX_DEPTH:
            raise WireError(f"a message nested deeper than {MAX_DEPTH} levels")
        unpacker = _UNPACKERS.get(tree.tag)
        if unpacker is None:
            raise WireError(f"unknown tag {tree.tag}")
        try:
            return unpacker(self, tree, depth + 1)
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RuntimeError) as error:
            name = Tag(tree.tag).name.lower()
            raise WireError(f"a malformed {name}: {type(error).__name__}") from None

    def _skip(self, size: Any) -> int:
        """Return where the next blob begins, which has this many bytes."""
        start = self.offset
        if type(size) is not int or not 0 <= size <= len(self.blobs) - start:
            raise WireError("a message that names more bytes than it has")
        self.offset = start + size
        return start

    def _take(self, size: Any) -> Bytes:
        start = self._skip(size)
        return self.blobs[start : self.offset]

    def _parts(self, node: Node, depth: int) -> list[Any]:
        self.entries += len(node.parts)
        if self.entries > MAX_ENTRIES:
            raise WireError(f"a message of more than {MAX_ENTRIES:,} values")
        return [self.unpack(part, depth) for part in node.parts]

    def _dict(self, node: Node, depth: int) -> dict[Any, Any]:
        items = self._parts(node, depth)
        keys, values = items[0::2], items[1::2]
        # Distinct keys made to share one hash turn building a dict of n entries into n**2 comparisons.
        if len(keys) > MAX_COLLISIONS + len({hash(key) for key in keys}):
            raise WireError("a dict whose keys collide")
        return dict(zip(keys, values, strict=True))

    def _scalar(self, node: Node, depth: int) -> Any:
        name, size = node.parts
        array = np.frombuffer(self._take(size), dtype=DTYPES[cast(str, name)])
        if array.shape != (1,):
            raise WireError("a scalar of the wrong size")
        return (array.view(np.uint8) != 0)[0] if name == "|b1" else array[0]

    def _array(self, node: Node, depth: int) -> np.ndarray[Any, Any]:
        parts: list[Any] = node.parts
        name, order, nbytes, *shape = parts
        dtype = DTYPES[name]
        size = dtype.itemsize
        for length in shape[: MAX_AXES + 1]:
            if type(length) is not int or length < 0:
                raise WireError("an array with an impossible length")
            size *= length
        # A product of every number that fits into a message would take minutes: so not of more than MAX_AXES.
        if size != nbytes or order not in ("C", "F") or len(shape) > MAX_AXES:
            raise WireError("an array whose shape and bytes do not agree")
        array: np.ndarray[Any, Any]
        array = np.ndarray(shape, dtype, self.blobs, self._skip(nbytes), order=order)
        if name == "|b1":  # any byte but 0 and 1 would be a boolean that numpy never makes
            array = array.view(np.uint8).astype(bool)
        if self.writable:
            return array.copy(order)
        array.flags.writeable = False
        return array

    def _generator(self, node: Node, depth: int) -> np.random.Generator:
        name, state = node.parts
        bit_generator = BIT_GENERATORS[cast(str, name)](0)
        resolve, self.resolve = self.resolve, None  # numpy would ask a handle for its items
        try:
            content = self.unpack(state, depth)
        finally:
            self.resolve = resolve
        # numpy keeps these positions as they come and reads its buffers there, inside or outside
        bounds = {"MT19937": (content["state"], "pos", 624), "Philox": (content, "buffer_pos", 4)}
        if name in bounds:
            holder, key, last = bounds[name]
            if type(holder[key]) is not int or not 0 <= holder[key] <= last:
                raise WireError("a generator at an impossible position")
        bit_generator.state = content
        return np.random.Generator(bit_generator)

    def _reference(self, node: Node, depth: int) -> Any:
        if self.resolve is None:
            raise WireError("a handle where only values are taken")
        return self.resolve(node)


_UNPACKERS: dict[int, Callable[[Reader, Any, int], Any]] = {
    Tag.TUPLE: lambda reader, node, depth: tuple(reader._parts(node, depth)),
    Tag.LIST: Reader._parts,
    Tag.DICT: Reader._dict,
    Tag.INT: lambda reader, node, depth: int.from_bytes(
        reader._take(node.parts[0])[:MAX_INT_BYTES], "little", signed=True
    ),
    Tag.COMPLEX: lambda reader, node, depth: complex(*map(float, node.parts)),
    Tag.SLICE: lambda reader, node, depth: slice(*reader._parts(node, depth)),
    Tag.ELLIPSIS: lambda reader, node, depth: ...,
    Tag.DTYPE: lambda reader, node, depth: DTYPES[node.parts[0]],
    Tag.SCALAR: Reader._scalar,
    Tag.ARRAY: Reader._array,
    Tag.GENERATOR: Reader._generator,
    Tag.BYTES: lambda reader, node, depth: bytes(reader._take(node.parts[0])),
    Tag.TEXT: lambda reader, node, depth: str(reader._take(node.parts[0]), "utf-8", "surrogatepass"),
    Tag.HANDLE: Reader._reference,
    Tag.CALLBACK: Reader._reference,
}

Message = TypeVar("Message", bound=msgspec.Struct)
_ENCODER = msgspec.msgpack.Encoder()


def encode_frame(message: msgspec.Struct, kind: int, blobs: Sequence[Bytes]) -> list[Bytes]:
    """Return the buffers of one frame, to be written in order: a single one where that is quicker.

    Raises
    ------
    WireError
        If the structure exceeds its bound.
    """
    try:
        body = _ENCODER.encode(message)
    except (RecursionError, OverflowError, ValueError) as error:
        raise WireError(f"a message that cannot be encoded: {type(error).__name__}") from None
    if len(body) > MAX_STRUCTURE:
        raise WireError(f"a message of {len(body):,} bytes beside its arrays; the bound is {MAX_STRUCTURE:,}")
    total = sum(map(len, blobs))
    header = HEADER.pack(kind, len(body), total)
    return [b"".join((header, body, *blobs))] if total <= JOINED else [header + body, *blobs]


def decode_header(header: bytes, max_blobs: int) -> tuple[int, int, int]:
    """Return kind, structure length and blob length of a frame.

    Raises
    ------
    WireError
        If a length exceeds its bound.
    """
    kind, structure, blobs = HEADER.unpack(header)
    if structure > MAX_STRUCTURE or blobs > max_blobs:
        raise WireError(f"a message of {structure + blobs:,} bytes; the bound is {max_blobs:,}")
    return kind, structure, blobs


def decode_message(data: Bytes, decoder: "msgspec.msgpack.Decoder[Message]") -> Message:
    """Decode the structure of a frame.

    Raises
    ------
    WireError
        If it is not a message of the decoder's type.
    """
    try:
        return decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError, ValueError, TypeError, MemoryError) as error:
        raise WireError(f"a message that does not decode: {type(error).__name__}") from None
