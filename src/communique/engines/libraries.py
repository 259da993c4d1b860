"""What of the system's libraries the engines find: asked by `communique doctor`, and by nothing that makes a file."""

from __future__ import annotations

from communique.errors import EnvironmentFailed


def weasyprint_version() -> str:
    """Say which WeasyPrint is installed; raise EnvironmentFailed where it cannot start."""
    try:
        import weasyprint
    except OSError as error:
        raise EnvironmentFailed("WeasyPrint does not find the Pango library") from error
    return str(weasyprint.__version__)


def subsets_quickly() -> bool:
    """Say whether HarfBuzz's subsetter is there; without it fonts are made smaller in Python, which takes seconds."""
    from weasyprint.text import ffi

    return ffi.harfbuzz_subset is not None
