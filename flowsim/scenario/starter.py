"""A starter: a small commented scenario under a name of the user's own, to be edited."""

from __future__ import annotations

import os
from pathlib import Path as FilePath

from flowsim.errors import UsageError
from flowsim.scenario.names import is_name, odd_character
from flowsim.scenario.reading import SUFFIXES

TEMPLATE = FilePath(__file__).with_name("starter.yaml")


def write_starter(place: str | os.PathLike[str]) -> FilePath:
    """Write the starter to ``place``, with ``.yaml`` added where it has no such ending.

    Returns:
        The file that was written.

    Raises:
        UsageError: the last part is no name, something of that name is there, or nothing can be written there.
    """
    path = FilePath(place)
    name = path.stem if path.suffix in SUFFIXES else path.name
    if not is_name(name):
        held = odd_character(name) if name else "be empty"
        raise UsageError(f"{name!r} cannot be the name of a place: a name cannot {held}")
    file = path if path.suffix in SUFFIXES else path.with_name(f"{name}.yaml")
    for taken in (file, path):
        if os.path.lexists(taken):
            raise UsageError(f"{taken} is there already, and is left as it is")
    text = TEMPLATE.read_text(encoding="utf-8").format(name=name, file=file)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(f"{file} is there already, and is left as it is") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None
    return file
