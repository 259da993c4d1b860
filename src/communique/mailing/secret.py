"""Secrets from the environment, or from a file that nobody else may read; never from the settings or the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from communique.errors import EnvironmentFailed

if TYPE_CHECKING:
    from pathlib import Path


def password(variable: str, file: Path | None) -> str:
    """
    Read a password: the variable's value, else the first line of the file; empty where there is neither.

    Raises:
        EnvironmentFailed: the file cannot be read, or others may read it.

    """
    if (given := os.environ.get(variable)) is not None:
        return given
    if file is None:
        return ""
    try:
        return read(file).decode().split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise EnvironmentFailed(f"the password in {file.name} is not UTF-8") from error


def read(path: Path) -> bytes:
    """
    Read a file that only its owner may read.

    Raises:
        EnvironmentFailed: it cannot be read, or others may read it too.

    """
    try:
        if path.stat().st_mode & 0o077:
            raise EnvironmentFailed(f"others may read {path.name}: run chmod 600 on it")
        return path.read_bytes()
    except OSError as error:
        raise EnvironmentFailed(f"cannot read {path.name}: {error.strerror}") from error
