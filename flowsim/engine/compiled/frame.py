"""Frames: named tuples of arrays that compiled functions take as one pointer.

numba passes a tuple of arrays by value, several words an array and hundreds for a whole engine, again at every
call, which makes calls slow and compiling very slow. A frame is passed as the address of a list of words: for each
array its data pointer and its shape, for each number the number itself. With the compiler off a frame is the named
tuple that it was made from.

A frame class is a NamedTuple of whole numbers and arrays. An array annotated ``Annotated[np.ndarray, dtype]``, or
``Annotated[np.ndarray, dtype, dimensions]``, is a *table* inside a kernel: it can be read, written, counted with
`len`, and is indexed from 0 (numba looks for negative indices every time, which costs a seventh of a run). One
annotated ``Annotated[np.ndarray, dtype, dimensions, WHOLE]`` is an ordinary array there, which can be handed on and
sliced. Arrays are C-contiguous, and live as long as the :class:`Packed` object that holds them.
"""

from __future__ import annotations

import copy
import operator
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numba.core import cgutils, config, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature
from numba.extending import NativeValue, lower_builtin, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

WHOLE = "whole"
"""Marks an array that kernels hand on to functions that know nothing of frames."""


class Field(NamedTuple):
    """One field of a frame: its numba type, its dtype and dimensions (0 for a number), its first word in the list."""

    type: types.Type
    dtype: np.dtype
    dimensions: int
    word: int


class FrameType(types.Type):
    """The numba type of a packed frame; its name is its identity.

    Attributes:
        noughts, empty: numbers and tables that are absent, as :mod:`flowsim.random.absent` has them.
    """

    def __init__(self, frame: type, absent: frozenset[str]) -> None:
        self.frame = frame
        self.noughts = frozenset(name for name in absent if not fields(frame)[name].dimensions)
        self.empty = absent - self.noughts
        without = f" without {', '.join(sorted(absent))}" if absent else ""
        super().__init__(name=f"{frame.__module__}.{frame.__qualname__}{without}")


class TableType(types.Type):
    """The numba type of a table: a pointer to its words in the list of its frame."""

    def __init__(self, name: str, item: types.Type, itemsize: int, dimensions: int) -> None:
        self.item, self.itemsize, self.dimensions = item, itemsize, dimensions
        super().__init__(name=name)


register_model(FrameType)(models.OpaqueModel)
register_model(TableType)(models.OpaqueModel)


@cache
def fields(frame: type) -> dict[str, Field]:
    """The fields of a frame class, in order.

    Raises:
        TypeError: a field has an annotation that is neither a number nor an array with its dtype.
    """
    found: dict[str, Field] = {}
    word = 0
    for name, hint in get_type_hints(frame, include_extras=True).items():
        if hint is int:
            found[name] = Field(types.int64, np.dtype("i8"), 0, word)
        elif getattr(hint, "__origin__", None) is np.ndarray:
            found[name] = _array_field(f"{frame.__qualname__}.{name}", word, *hint.__metadata__)
        else:
            raise TypeError(f"{frame.__name__}.{name} is neither an int nor an array with its dtype")
        word += 1 + found[name].dimensions
    return found


def _array_field(name: str, word: int, kind: Any, dimensions: int = 1, use: str = "") -> Field:
    dtype = np.dtype(kind)
    item = from_dtype(dtype)
    if use == WHOLE:
        return Field(types.Array(item, dimensions, "C"), dtype, dimensions, word)
    return Field(TableType(name, item, dtype.itemsize, dimensions), dtype, dimensions, word)


class Packed:
    """A frame ready for a kernel: the named tuple, which keeps the arrays alive, and the list of words.

    Kernels for a frame without what is `absent` are compiled apart; its numbers are 0, its tables have no rows.
    """

    def __init__(self, frame: Any, absent: frozenset[str] = frozenset()) -> None:
        self.frame, self.absent = frame, absent
        words: list[int] = []
        _look_for(absent, frame)
        for (name, field), value in zip(fields(type(frame)).items(), frame, strict=True):
            words += _words(name, value, field) if field.dimensions else [value]
        self.words = np.array(words, np.int64)
        self.address = self.words.ctypes.data

    def replaced(self, numbers: dict[str, int]) -> Packed:
        """The same arrays with other numbers."""
        other, found = copy.copy(self), fields(type(self.frame))
        other.frame = self.frame._replace(**numbers)
        other.words = self.words.copy()
        other.words[[found[name].word for name in numbers]] = list(numbers.values())
        other.address = other.words.ctypes.data
        return other


def _look_for(absent: frozenset[str], frame: Any) -> None:
    """A TypeError if something is there that compiled code would take for absent."""
    for name in sorted(absent):
        value = getattr(frame, name)
        if value if isinstance(value, int) else len(value):
            raise TypeError(f"{name} is not absent")


def _words(name: str, array: np.ndarray, field: Field) -> tuple[int, ...]:
    """Data pointer and shape of an array; a TypeError here is a mistake in the engine, not in a scenario."""
    if array.dtype != field.dtype or array.ndim != field.dimensions or not array.flags.c_contiguous:
        raise TypeError(f"{name} is {array.dtype}[{array.ndim}], not contiguous {field.dtype}[{field.dimensions}]")
    return (array.ctypes.data, *array.shape)


def pack(frame: Any, absent: frozenset[str] = frozenset()) -> Any:
    """What to hand to a kernel for a frame: a :class:`Packed`, or the frame itself with the compiler off."""
    return frame if config.DISABLE_JIT else Packed(frame, absent)


def unpacked(packed: Any) -> Any:
    """The frame that was packed."""
    return packed.frame if isinstance(packed, Packed) else packed


def with_numbers(packed: Any, **numbers: int) -> Any:
    """The same packed frame with other numbers; its arrays are shared."""
    return packed.replaced(numbers) if isinstance(packed, Packed) else packed._replace(**numbers)


# What numba has to know. The first half of each pair says what type comes out, the second which code.


@typeof_impl.register(Packed)
def _typeof(value: Packed, context: Any) -> FrameType:
    return _frame_type(type(value.frame), value.absent)


@cache
def _frame_type(frame: type, absent: frozenset[str]) -> FrameType:
    return FrameType(frame, absent)


@unbox(FrameType)
def _unbox(typ: FrameType, obj: Any, c: Any) -> NativeValue:
    """Python object to native value: the address of the list of words."""
    address = c.pyapi.object_getattr_string(obj, "address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    failed = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    return NativeValue(c.builder.inttoptr(number, cgutils.voidptr_t), is_error=failed)


def _word(builder: Any, pointer: Any, offset: int) -> Any:
    """One word of a list. The compiler is told that it never changes while a kernel runs."""
    words = builder.bitcast(pointer, cgutils.intp_t.as_pointer())
    word = builder.load(cgutils.gep(builder, words, offset))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


@infer_getattr
class _FrameAttributes(AttributeTemplate):
    key = FrameType

    def generic_resolve(self, typ: FrameType, name: str) -> types.Type | None:
        """The numba type of `frame.name`."""
        field = fields(typ.frame).get(name)
        return field.type if field else None


@lower_getattr_generic(FrameType)
def _getattr(context: Any, builder: Any, typ: FrameType, value: Any, name: str) -> Any:
    """A number, a table (where its words begin) or an array made of its words."""
    field = fields(typ.frame)[name]
    if not field.dimensions:
        return _word(builder, value, field.word)
    if isinstance(field.type, TableType):
        words = builder.bitcast(value, cgutils.intp_t.as_pointer())
        return builder.bitcast(cgutils.gep(builder, words, field.word), cgutils.voidptr_t)
    array = make_array(field.type)(context, builder)
    itemsize = context.get_constant(types.intp, field.dtype.itemsize)
    shape = [_word(builder, value, field.word + 1 + i) for i in range(field.dimensions)]
    strides = [itemsize]
    for length in shape[:0:-1]:
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(_word(builder, value, field.word), array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()


@infer_global(len)
class _Len(AbstractTemplate):
    def generic(self, args: tuple, kws: dict) -> Any:
        """`len(table)`"""
        return signature(types.intp, *args) if isinstance(args[0], TableType) else None


@lower_builtin(len, TableType)
def _len(context: Any, builder: Any, sig: Any, args: tuple) -> Any:
    return _word(builder, args[0], 1)


def _index_type(table: Any, index: Any) -> types.Type | None:
    """The type that an index of a table is cast to: one whole number, or as many as it has dimensions."""
    if not isinstance(table, TableType):
        return None
    if table.dimensions == 1 and isinstance(index, types.Integer):
        return types.intp
    if isinstance(index, types.BaseTuple) and len(index) == table.dimensions > 1:
        return types.UniTuple(types.intp, table.dimensions)
    return None


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):
    def generic(self, args: tuple, kws: dict) -> Any:
        """`table[i]`, `table[i, j]`"""
        index = _index_type(*args)
        return signature(args[0].item, args[0], index) if index is not None else None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):
    def generic(self, args: tuple, kws: dict) -> Any:
        """`table[i] = x`, for tables of numbers"""
        index = _index_type(*args[:2])
        return signature(types.none, args[0], index, args[0].item) if index is not None else None


def _item(context: Any, builder: Any, sig: Any, args: tuple) -> Any:
    """Pointer to an entry: data + ((i * columns + j) * ... ) * itemsize, whatever i and j are."""
    table, pointer, index = sig.args[0], args[0], args[1]
    indices = cgutils.unpack_tuple(builder, index) if table.dimensions > 1 else [index]
    row = indices[0]
    for dimension, i in enumerate(indices[1:], start=2):
        row = builder.add(builder.mul(row, _word(builder, pointer, dimension)), i)
    item = context.get_data_type(table.item)
    offset = builder.mul(row, context.get_constant(types.intp, table.itemsize))
    data = builder.inttoptr(_word(builder, pointer, 0), cgutils.voidptr_t)
    return builder.bitcast(builder.gep(data, [offset]), item.as_pointer())


def _read(context: Any, builder: Any, sig: Any, args: tuple) -> Any:
    item = sig.args[0].item
    return context.unpack_value(builder, item, _item(context, builder, sig, args))


def _write(context: Any, builder: Any, sig: Any, args: tuple) -> Any:
    context.pack_value(builder, sig.args[0].item, args[2], _item(context, builder, sig, args))
    return context.get_dummy_value()


for _index in (types.intp, types.UniTuple):
    lower_builtin(operator.getitem, TableType, _index)(_read)
    lower_builtin(operator.setitem, TableType, _index, types.Any)(_write)
