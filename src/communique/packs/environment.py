"""The sandbox that every template runs in: no attributes of the machine, no undefined names, escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from communique.errors import InvalidPack
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

    from communique.packs.pack import Pack

ESCAPED = (".html.j2", ".mjml.j2")
"""Templates whose values are escaped as they are filled in; plain text is not."""


class _Compiled(jinja2.BytecodeCache):
    """What this process has compiled: a template whose source is as it was is not compiled for each document again."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED: Final = _Compiled()


def sandbox(pack: Pack) -> jinja2.Environment:
    """Make the environment of a pack; `include` and `extends` reach the pack's own files alone."""
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(pack),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: name is None or name.endswith(ESCAPED),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_COMPILED,
    )
    del environment.globals["lipsum"], environment.filters["random"]  # the same input makes the same bytes
    return environment


_NAME: Final = re.compile(r"(?:[a-z][a-z-]*/)?[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""A file of the pack, or of another document kind in it: ``one-pager/kind.css``."""


class _Loader(jinja2.BaseLoader):
    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:  # noqa: ARG002 -- jinja2 asks so
        path = self._pack.find(template) if _NAME.fullmatch(template) else None
        if path is None:
            raise jinja2.TemplateNotFound(template)
        try:
            return path.read_text(encoding="utf-8"), self._pack.shown(path), None
        except UnicodeDecodeError as error:
            problem = Problem(message="not valid UTF-8", code="bad-encoding", location=Location(self._pack.shown(path)))
            raise InvalidPack([problem]) from error
