"""
What the locks are made of: `pyproject.toml`, and with ``dev`` its extra too.

The tool that builds the package is locked with the rest, so that an
installation asks for nothing that the lock does not name.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def requirements(*extras: str) -> tuple[str, ...]:
    """List the requirements of the package, of its building, and of some extras."""
    data = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    project = data["project"]
    chosen = (needed for extra in extras for needed in project["optional-dependencies"][extra])
    return (*data["build-system"]["requires"], *project["dependencies"], *chosen)


if __name__ == "__main__":
    sys.stdout.write("\n".join(requirements(*sys.argv[1:])) + "\n")
