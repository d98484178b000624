# SPDX-License-Identifier: MIT
"""A table that offers an Arrow stream and nothing else, made with ctypes: what any program that speaks Arrow offers, on
a machine without pyarrow."""

from __future__ import annotations

import ctypes
import json
import struct
from typing import Any, Sequence


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


RELEASE_SCHEMA = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
RELEASE_ARRAY = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
RELEASE_STREAM = ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))
GET_SCHEMA = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))
GET_NEXT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))
LAST_ERROR = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(Stream))

Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.POINTER(Schema)),
    ("release", RELEASE_SCHEMA),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.POINTER(Array)),
    ("release", RELEASE_ARRAY),
    ("private_data", ctypes.c_void_p),
]
Stream._fields_ = [
    ("get_schema", GET_SCHEMA),
    ("get_next", GET_NEXT),
    ("get_last_error", LAST_ERROR),
    ("release", RELEASE_STREAM),
    ("private_data", ctypes.c_void_p),
]


def _metadata(pairs: dict[str, str]) -> bytes:
    made = struct.pack("<i", len(pairs))
    for pair in pairs.items():
        for word in pair:
            made += struct.pack("<i", len(word.encode())) + word.encode()
    return made


#: A program that hands memory over keeps it, and the functions that release it, until they are called.
ALIVE: list[Any] = []


class ArrowTable:
    """Columns of texts, whole numbers and one of well-known binary; `None` is missing."""

    def __init__(self, columns: dict[str, Sequence[Any]], crs: Any = None, list_column: str | None = None) -> None:
        self._keep: list[Any] = []
        ALIVE.append(self)
        self.released: list[str] = []
        self._columns = columns
        self._crs = crs
        self._list_column = list_column
        self._rows = len(next(iter(columns.values())))

    def _buffer(self, data: bytes) -> int:
        kept = ctypes.create_string_buffer(data, max(len(data), 1))
        self._keep.append(kept)
        return ctypes.addressof(kept)

    def _array(self, values: Sequence[Any]) -> Array:
        bits = bytearray((len(values) + 7) // 8)
        for k, value in enumerate(values):
            if value is not None:
                bits[k // 8] |= 1 << k % 8
        buffers = [self._buffer(bytes(bits))]
        if any(isinstance(value, int) for value in values):
            buffers.append(self._buffer(struct.pack(f"<{len(values)}q", *(value or 0 for value in values))))
        else:
            words = [b"" if value is None else value.encode() if isinstance(value, str) else value for value in values]
            ends = [0]
            for word in words:
                ends.append(ends[-1] + len(word))
            buffers.append(self._buffer(struct.pack(f"<{len(ends)}i", *ends)))
            buffers.append(self._buffer(b"".join(words)))
        return self._made_array(len(values), buffers, [], -1)

    def _made_array(self, rows: int, buffers: list[int | None], children: list[Array], missing: int) -> Array:
        listed = (ctypes.c_void_p * len(buffers))(*buffers)
        below = (ctypes.POINTER(Array) * len(children))(*map(ctypes.pointer, children))
        release = RELEASE_ARRAY(lambda one: self._gone("array", one))
        self._keep += [listed, below, children, release]
        return Array(rows, missing, 0, len(buffers), len(children), listed, below, None, release, None)

    def _schema(self, form: bytes, name: str, children: list[Schema], metadata: bytes | None = None) -> Schema:
        below = (ctypes.POINTER(Schema) * len(children))(*map(ctypes.pointer, children))
        release = RELEASE_SCHEMA(lambda one: self._gone("schema", one))
        self._keep += [below, children, release, metadata]
        return Schema(form, name.encode(), metadata, 2, len(children), below, None, release, None)

    def _gone(self, what: str, one: Any) -> None:
        self.released.append(what)
        ctypes.memset(ctypes.addressof(one.contents) + type(one.contents).release.offset, 0, 8)

    def _column_schema(self, name: str, values: Sequence[Any]) -> Schema:
        if any(isinstance(value, bytes) for value in values):
            said = json.dumps({"crs": self._crs} if self._crs is not None else {})
            words = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": said}
            return self._schema(b"z", name, [], _metadata(words))
        return self._schema(b"l" if any(isinstance(value, int) for value in values) else b"u", name, [])

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        left = [1]
        schemas = [self._column_schema(name, values) for name, values in self._columns.items()]
        arrays = [self._array(values) for values in self._columns.values()]
        if self._list_column:
            schemas.append(self._schema(b"+l", self._list_column, [self._schema(b"l", "item", [])]))
            empty = self._buffer(b"\0" * 4 * (self._rows + 1))
            arrays.append(self._made_array(self._rows, [None, empty], [self._made_array(0, [None, None], [], 0)], 0))

        def get_schema(_: Any, out: Any) -> int:
            out[0] = self._schema(b"+s", "", schemas)
            return 0

        def get_next(_: Any, out: Any) -> int:
            if left[0]:
                left[0] = 0
                out[0] = self._made_array(self._rows, [None], arrays, 0)
            else:
                ctypes.memset(ctypes.addressof(out.contents), 0, ctypes.sizeof(Array))
            return 0

        stream = Stream(
            GET_SCHEMA(get_schema),
            GET_NEXT(get_next),
            LAST_ERROR(lambda _: None),
            RELEASE_STREAM(lambda one: self._gone("stream", one)),
            None,
        )
        self._keep.append(stream)
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        return new(ctypes.addressof(stream), b"arrow_array_stream", None)
