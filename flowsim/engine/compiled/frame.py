"""Frames: named tuples of arrays that compiled functions take as one pointer.

numba passes a tuple of arrays by value, several words an array and hundreds for a whole engine, again at every
call, which makes calls slow and compiling very slow. A frame is passed as the address of a small table of words:
for each array its data pointer and its shape, for each number the number itself. Inside a kernel, `frame.field` is
an ordinary array again. With the compiler off a frame is the named tuple that it was made from.

A frame class is a NamedTuple whose arrays are annotated ``Annotated[np.ndarray, dtype]`` (one dimension) or
``Annotated[np.ndarray, dtype, dimensions]``; whatever else it has are whole numbers. Arrays are C-contiguous. The
arrays live as long as the :class:`Packed` object that holds them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, get_type_hints

import numba
import numpy as np
from numba.core import cgutils, types
from numba.core.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype


class Field(NamedTuple):
    """One field of a frame: its numba type, its dtype and dimensions (0 for a number), its first word in the table."""

    type: types.Type
    dtype: np.dtype
    dimensions: int
    word: int


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
            dtype, dimensions = np.dtype(hint.__metadata__[0]), (*hint.__metadata__, 1)[1]
            found[name] = Field(types.Array(from_dtype(dtype), dimensions, "C"), dtype, dimensions, word)
        else:
            raise TypeError(f"{frame.__name__}.{name} is neither an int nor an array with its dtype")
        word += 1 + found[name].dimensions
    return found


class FrameType(types.Type):
    """The numba type of a packed frame; its name is its identity."""

    def __init__(self, frame: type) -> None:
        self.frame = frame
        super().__init__(name=f"{frame.__module__}.{frame.__qualname__}")


class Packed:
    """A frame ready for a kernel: the named tuple, which keeps the arrays alive, and the table of words."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        words: list[int] = []
        for (name, field), value in zip(fields(type(frame)).items(), frame, strict=True):
            words += _words(name, value, field) if field.dimensions else [value]
        self.table = np.array(words, np.int64)
        self.address = self.table.ctypes.data


def _words(name: str, array: np.ndarray, field: Field) -> tuple[int, ...]:
    """Data pointer and shape of an array; a TypeError here is a mistake in the engine, not in a scenario."""
    if array.dtype != field.dtype or array.ndim != field.dimensions or not array.flags.c_contiguous:
        raise TypeError(f"{name} is {array.dtype}[{array.ndim}], not contiguous {field.dtype}[{field.dimensions}]")
    return (array.ctypes.data, *array.shape)


def pack(frame: Any) -> Any:
    """What to hand to a kernel for a frame: a :class:`Packed`, or the frame itself with the compiler off."""
    return frame if numba.config.DISABLE_JIT else Packed(frame)


@typeof_impl.register(Packed)
def _typeof(value: Packed, context: Any) -> FrameType:
    return _frame_type(type(value.frame))


@cache
def _frame_type(frame: type) -> FrameType:
    return FrameType(frame)


register_model(FrameType)(models.OpaqueModel)


@unbox(FrameType)
def _unbox(typ: FrameType, obj: Any, c: Any) -> NativeValue:
    """Python object to native value: the address of the table."""
    address = c.pyapi.object_getattr_string(obj, "address")
    number = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    failed = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    return NativeValue(c.builder.inttoptr(number, cgutils.voidptr_t), is_error=failed)


@infer_getattr
class _FrameAttributes(AttributeTemplate):
    key = FrameType

    def generic_resolve(self, typ: FrameType, name: str) -> types.Type | None:
        """The numba type of `frame.name`."""
        field = fields(typ.frame).get(name)
        return field.type if field else None


@lower_getattr_generic(FrameType)
def _getattr(context: Any, builder: Any, typ: FrameType, value: Any, name: str) -> Any:
    """Read a field's words from the table and make an array of them.

    The words do not change while a kernel runs, and the compiler is told so: it need not read them again.
    """
    field = fields(typ.frame)[name]
    words = builder.bitcast(value, cgutils.intp_t.as_pointer())

    def read(offset: int) -> Any:
        word = builder.load(cgutils.gep(builder, words, field.word + offset))
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        return word

    if not field.dimensions:
        return read(0)
    array = make_array(field.type)(context, builder)
    itemsize = context.get_constant(types.intp, field.dtype.itemsize)
    shape = [read(1 + dimension) for dimension in range(field.dimensions)]
    strides = [itemsize]
    for length in shape[:0:-1]:
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(read(0), array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()
