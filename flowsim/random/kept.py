"""Where machine code is kept: among the user's own caches, in a folder of what it was made of.

numba would keep it beside the sources, so every environment and every copy of the same sources would compile it once
more, a minute and a half for all of the language. The folder's name is of the sources that become machine code, and of
the numba and numpy that it was made with; which Python and which processor it is for numba says itself, in file and
index. A folder that ``NUMBA_CACHE_DIR`` names goes before, and where the user's caches cannot be written it stays where
numba puts it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import config
from numba.core.sigutils import normalize_signature
from numba.misc.appdirs import user_cache_dir

MOST = 8
"""Folders that stay: those that were used last. One is of some 15 MB."""

_NAME = re.compile(r"[0-9a-f]{16}-numba-.+-numpy-.+")


class Folder:
    """What numba asks of a place for compiled code."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get_cache_path(self) -> str:
        """The folder as text."""
        return str(self.path)

    def ensure_cache_path(self) -> None:
        """Make the folder, and let others go if it is new; numba asks for this when it has something to keep.

        Raises:
            OSError: nothing can be written there.
        """
        if not self.path.is_dir():
            self.path.mkdir(parents=True, exist_ok=True)
            _let_others_go(self.path)
        tempfile.TemporaryFile(dir=self.path).close()


def folder_of(digest: str) -> Folder | None:
    """The folder for code of sources with this digest; ``None`` where another is named, or none can be written."""
    if config.CACHE_DIR:  # type: ignore[attr-defined]
        return None
    caches = Path(user_cache_dir("flowsim", appauthor=False)) / "compiled"
    path = caches / f"{digest[:16]}-numba-{numba.__version__}-numpy-{np.__version__}"
    if not (path.is_absolute() and _may_be_written(path)):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # it is used
    return Folder(path)


def keep_in(folder: Folder, cache: Any) -> None:
    """Have numba's cache of one function read and write in a folder."""
    cache._impl._locator = folder
    cache._cache_path = folder.get_cache_path()
    cache._cache_file._cache_path = cache._cache_path
    cache._cache_file._index_path = os.path.join(cache._cache_path, cache._cache_file._index_name)
    _load_what_was_asked_for(cache)


def _load_what_was_asked_for(cache: Any) -> None:
    """Have code for other types passed over: two processes that keep one function at once may mix up their files."""
    load = cache.load_overload

    def load_overload(signature: Any, context: Any) -> Any:
        found = load(signature, context)
        wanted = tuple(normalize_signature(signature)[0])
        return found if found is None or tuple(found.signature.args) == wanted else None

    cache.load_overload = load_overload


def _may_be_written(path: Path) -> bool:
    """Whether a folder is there and can be written, or can be made."""
    there = next((one for one in (path, *path.parents) if one.exists()), path)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _let_others_go(new: Path) -> None:
    """Remove all folders of compiled code but :data:`MOST`. Whoever still needs one of them compiles once more."""
    others = [one for one in new.parent.iterdir() if one != new and one.is_dir() and _NAME.fullmatch(one.name)]
    for one in sorted(others, key=_used)[: -(MOST - 1)]:
        shutil.rmtree(one, ignore_errors=True)


def _used(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:  # another process has just removed it
        return 0.0
