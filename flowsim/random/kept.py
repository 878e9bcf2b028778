"""Where machine code is kept: among the user's own caches, in a folder of what it was made of.

numba would keep it beside the sources, so every environment and every copy of the same sources would compile it once
more, a minute and a half for all of the language. The folder's name is of the sources that become machine code and of
the numba that made it; which Python and which processor it is for numba says itself, in file and index. A folder that
``NUMBA_CACHE_DIR`` names goes before, and where the user's caches cannot be written it stays where numba puts it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba.core import config
from numba.misc.appdirs import user_cache_dir

MOST = 8
"""Folders that stay: those of the newest sources. One is of some 15 MB."""


class Folder:
    """What numba asks of a place for compiled code."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get_cache_path(self) -> str:
        """The folder as text."""
        return str(self.path)

    def ensure_cache_path(self) -> None:
        """Make the folder, and let older ones go if it is new.

        Raises:
            OSError: nothing can be written there.
        """
        if not self.path.is_dir():
            self.path.mkdir(parents=True, exist_ok=True)
            _keep_the_newest(self.path.parent)
        tempfile.TemporaryFile(dir=self.path).close()


def folder_of(digest: str) -> Folder | None:
    """The folder for code of sources with this digest; ``None`` where another is named, or none can be written."""
    if config.CACHE_DIR:  # type: ignore[attr-defined]
        return None
    found = Folder(Path(user_cache_dir("flowsim", appauthor=False)) / f"{digest[:16]}-numba-{numba.__version__}")
    try:
        found.ensure_cache_path()
    except OSError:
        return None
    return found


def keep_in(folder: Folder, cache: Any) -> None:
    """Have numba's cache of one function read and write in a folder."""
    cache._impl._locator = folder
    cache._cache_path = folder.get_cache_path()
    cache._cache_file._cache_path = cache._cache_path
    cache._cache_file._index_path = os.path.join(cache._cache_path, cache._cache_file._index_name)


def _keep_the_newest(caches: Path) -> None:
    """Let go of all but :data:`MOST` folders. Whoever still needs one of them compiles once more."""
    folders = sorted((one for one in caches.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime)
    for one in folders[:-MOST]:
        shutil.rmtree(one, ignore_errors=True)
