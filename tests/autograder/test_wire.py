"""Values survive the wire exactly; nothing else gets through it."""

import struct
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.errors import WireError
from autograder.protocol import DECODERS, KINDS, Reply
from autograder.wire import (
    CODES,
    DTYPES,
    HEADER,
    MAX_STRUCTURE,
    Node,
    Reader,
    Tag,
    Writer,
    decode_header,
    decode_message,
    encode_frame,
)


def through(value: Any, writable: bool = False) -> Any:
    """Send a value through bytes and back."""
    writer = Writer()
    data = b"".join(encode_frame(Reply([writer.pack(value)]), KINDS[Reply], writer.blobs))
    kind, structure, blobs = decode_header(data[: HEADER.size], 2**30)
    body = data[HEADER.size :]
    assert len(body) == structure + blobs
    reply = decode_message(body[:structure], DECODERS[kind])
    return Reader(bytearray(body[structure:]), writable=writable).unpack(reply.results[0])


def unpack(tree: Any, blobs: bytes = b"") -> Any:
    """Read a structure as a hostile worker might have sent it."""
    message = decode_message(msgspec.msgpack.encode([[tree], [[], []], None]), DECODERS[2])
    return Reader(blobs).unpack(message.results[0])


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters(exclude_categories=())),
    st.binary(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(st.one_of(st.integers(), st.text()), inner),
    ),
    max_leaves=20,
)
NUMERIC = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?"),
    hnp.complex_number_dtypes(endianness="?"),
)
ARRAYS = NUMERIC.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=5))
)


def same(a: Any, b: Any) -> bool:
    """Equality that also compares types, and takes NaN for itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, float):
        return struct.pack("d", a) == struct.pack("d", b)
    return repr(a) == repr(b)


@pytest.mark.parametrize("code", CODES)
def test_scalars_of_every_type_keep_it(code: str) -> None:
    """C has two types that numpy calls int64: a sum is of the one that `DTYPES` does not name."""
    scalar = np.dtype(code).type(1)
    assert through(scalar) == scalar
    assert through(scalar).dtype == scalar.dtype


def test_what_numpy_counts_is_a_value() -> None:
    assert through(np.sum(np.ones(3) > 0)) == 3


@given(VALUES)
def test_builtin_values_come_back_with_their_types(value: Any) -> None:
    assert same(through(value), value)


@given(ARRAYS, st.sampled_from(["C", "F"]), st.booleans())
def test_arrays_keep_dtype_shape_order_and_bits(array: Any, order: Any, writable: bool) -> None:
    array = np.asarray(array, order=order)
    back = through(array, writable)
    assert type(back) is np.ndarray
    assert (back.dtype.str, back.shape) == (array.dtype.str, array.shape)
    assert back.tobytes() == array.tobytes()
    assert back.flags.f_contiguous == array.flags.f_contiguous
    assert back.flags.writeable == writable


@pytest.mark.parametrize("name", sorted(DTYPES))
def test_numpy_scalars_keep_their_type(name: str) -> None:
    scalar = np.ones((), DTYPES[name])[()]
    back = through(scalar)
    assert type(back) is type(scalar)
    assert back == scalar


@pytest.mark.parametrize("value", [slice(1, None, 2), ..., np.dtype("f4"), 2**9000, -(2**64), ()])
def test_other_values(value: Any) -> None:
    assert same(through(value), value)


def test_a_view_is_sent_as_what_it_shows() -> None:
    assert through(np.arange(10)[::-3]).tolist() == [9, 6, 3, 0]


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_a_generator_goes_on_where_it_was(kind: Any) -> None:
    generator = np.random.Generator(kind(7))
    generator.random(3)
    assert through(generator).random() == generator.random()


class Subarray(np.ndarray):  # type: ignore[type-arg]
    """An ndarray subclass."""


class Number(float):
    """A float subclass."""


@pytest.mark.parametrize(
    "value",
    [
        object(),
        np.zeros(3).view(Subarray),
        Number(1),
        np.array([object()]),
        np.array(["a"]),
        np.ma.masked_array([1]),
        {1, 2},
        np.zeros(2, [("a", "f8")]),
        len,
        10**200_000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_refused_without_a_handle(value: Any) -> None:
    with pytest.raises(WireError):
        Writer().pack(value)


def test_a_circle_and_a_flood_are_refused() -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(WireError, match="circle"):
        Writer().pack(circle)
    with pytest.raises(WireError, match="values in one message"):
        Writer().pack([0] * 300_000)


HOSTILE = {
    "unknown tag": [99, []],
    "array larger than its bytes": [Tag.ARRAY, ["<f8", "C", 80, 10]],
    "array of another size": [Tag.ARRAY, ["<f8", "C", 0, 10]],
    "negative shape": [Tag.ARRAY, ["<f8", "C", 8, -1, -1]],
    "huge empty shape": [Tag.ARRAY, ["<f8", "C", 0, 2**62, 2**62, 0]],
    "object dtype": [Tag.ARRAY, ["|O", "C", 8, 1]],
    "dtype by words": [Tag.DTYPE, ["O"]],
    "scalar without bytes": [Tag.SCALAR, ["<f8", 0]],
    "bit generator by name": [Tag.GENERATOR, ["Generator", None]],
    "generator without state": [Tag.GENERATOR, ["PCG64", None]],
    "dict with a list for a key": [Tag.DICT, [[Tag.LIST, []], 1]],
    "dict with half a pair": [Tag.DICT, [1]],
    "handle": [Tag.HANDLE, [1, "x"]],
    "negative size": [Tag.BYTES, [-1]],
    "slice of four": [Tag.SLICE, [1, 2, 3, 4]],
    "no parts": [Tag.SCALAR, []],
}


@pytest.mark.parametrize("tree", HOSTILE.values(), ids=HOSTILE)
def test_a_malformed_structure_is_a_wire_error(tree: Any) -> None:
    with pytest.raises(WireError):
        unpack(tree)


@pytest.mark.parametrize("body", [b"\x81\x01\x02", b"\xc7\x08\x05" + b"x" * 8, b"\x93", b"\xff", b""])
def test_maps_extensions_and_noise_are_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        decode_message(body, DECODERS[2])


def test_nesting_is_bounded_for_the_reader() -> None:
    tree: Any = 0
    for _ in range(200):
        tree = [Tag.LIST, [tree]]
    with pytest.raises(WireError):
        unpack(tree)


def test_colliding_keys_are_refused() -> None:
    modulus = 2**61 - 1
    keys = [float(2.0 ** (61 * k)) for k in range(-16, 16)] + [modulus**k for k in range(1, 200)]
    writer = Writer()
    node = writer.pack(dict.fromkeys(keys))
    with pytest.raises(WireError, match="collide"):
        Reader(b"".join(writer.blobs)).unpack(node)


def test_a_boolean_array_holds_only_zeros_and_ones() -> None:
    assert unpack([Tag.ARRAY, ["|b1", "C", 2, 2]], b"\x02\x00").tobytes() == b"\x01\x00"


def test_lengths_in_the_header_are_bounded() -> None:
    with pytest.raises(WireError):
        decode_header(HEADER.pack(2, MAX_STRUCTURE + 1, 0), 10)
    with pytest.raises(WireError):
        decode_header(HEADER.pack(2, 1, 11), 10)
    with pytest.raises(WireError):
        encode_frame(Reply(["x" * (MAX_STRUCTURE + 1)]), 2, [])


@given(st.binary(max_size=200))
def test_noise_never_does_more_than_fail(data: bytes) -> None:
    try:
        message = decode_message(data, DECODERS[2])
        Reader(data).unpack(Node(Tag.LIST, message.results))
    except WireError:
        pass


@pytest.mark.parametrize(
    ("kind", "inner", "key", "position"),
    [("MT19937", "state", "pos", 10**6), ("MT19937", "state", "pos", -5), ("Philox", None, "buffer_pos", -5)],
)
def test_a_generator_reads_no_memory_of_the_graders(
    kind: str, inner: str | None, key: str, position: int
) -> None:
    state: dict[str, Any] = dict(getattr(np.random, kind)(1).state)
    (state[inner] if inner else state)[key] = position
    writer = Writer()
    node = Node(Tag.GENERATOR, [kind, writer.pack(state)])
    with pytest.raises(WireError):
        Reader(b"".join(writer.blobs)).unpack(node)


@pytest.mark.parametrize("tag", [Tag.INT, Tag.BYTES, Tag.TEXT, Tag.DTYPE])
def test_a_node_without_parts_is_refused(tag: Tag) -> None:
    with pytest.raises(WireError):
        Reader(b"").unpack(Node(tag, []))
