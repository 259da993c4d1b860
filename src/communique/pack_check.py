"""
Look a pack over before anybody builds with it: `communique packs check`.

First what can be read off the files as they are: names that templates do not
have, roles without a look, Word styles that the letter lacks, tags that MJML
does not know. Then a trial: a document that uses every node goes through every
format, and whatever goes wrong is reported at its place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import jinja2
from jinja2 import meta, nodes

from communique.errors import ProblemsFound
from communique.packs.copy import kind_folders, pack_files
from communique.packs.faults import as_problem
from communique.packs.pack import DEFAULT_PACK, HANDOUT, find_pack, kinds_of
from communique.problems import Location, Problem, Severity, in_order
from communique.render import FURTHER_NAMES, OUTPUTS, TEMPLATE_NAMES, render
from communique.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.packs.pack import Pack
    from communique.places import Place

TEMPLATES: Final = (".j2", ".css")
"""Endings of the files that Jinja reads."""

LOOKS: Final = {
    "the page": ("page.css", "house.css"),
    "the web page": ("web.css", "house.css"),
    "the e-mail": ("email.css", "email-head.css", "email-house.css"),
}
"""Where the look of a role may stand, for each format that has style sheets."""

PRINTED: Final = ("pdf", "docx")
"""The formats of a handout."""

_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def check_pack(name: str, place: Place) -> tuple[Problem, ...]:
    """List all that is wrong with a pack, by place; raise InvalidPack where there is none of this name."""
    pack = find_pack(name, place)
    kinds = [replace(pack, kind=kind) for kind in kind_folders(pack)]
    found = [
        *_settings(pack),
        *(p for kind in kinds for p in _strangers(kind)),
        *(p for kind in kinds for file in pack_files(kind) if file.endswith(TEMPLATES) for p in _template(kind, file)),
        *_roles(pack),
        *(p for kind in kinds if "letter.docx" in pack_files(kind) for p in _letter(kind)),
    ]
    return in_order(
        found
        or (
            *_trial(pack, OUTPUTS),
            *_trial(replace(pack, kind=HANDOUT[0]), PRINTED),
            *_trial(replace(pack, kind="newsletter"), ("email",)),
        )
    )


def _settings(pack: Pack) -> Iterator[Problem]:
    """Check that each colour is one."""
    for group in ("colors", "dark"):
        values = pack.settings.get(group, {})
        if not isinstance(values, dict):
            message = f'"{group}" is a table: write [{group}]'
            yield Problem(message=message, code="bad-colour", location=Location(f"templates/{pack.name}/pack.toml"))
            continue
        for key, value in values.items():
            if not (isinstance(value, str) and _COLOR.fullmatch(value)):
                where = _setting_place(pack, group, key)
                yield Problem(
                    message=f"{group}.{key} is not a colour", code="bad-colour", location=where, hint='Write "#123f6d".'
                )


def _setting_place(pack: Pack, group: str, key: str) -> Location | None:
    for name in pack.lineage:
        path = pack.place.find("templates", name, "pack.toml")
        lines = path.read_text(encoding="utf-8").split("\n") if path else []
        inside = ""
        for number, line in enumerate(lines, 1):
            inside = heading[1] if (heading := re.match(r"\s*\[(\w+)\]", line)) else inside
            if path and inside == group and re.match(rf"\s*{re.escape(key)}\s*=", line):
                return Location(pack.shown(path), number)
    return None


def _strangers(pack: Pack) -> Iterator[Problem]:
    """Report files that nothing reads: most often a name with a slip in it."""
    shipped = find_pack(DEFAULT_PACK, pack.place)
    known = {file for kind in kinds_of(pack.kind) for file in pack_files(replace(shipped, kind=kind))}
    named = {word for file in pack_files(pack) if file.endswith(TEMPLATES) for word in _included(pack, file)}
    for file in sorted(set(pack_files(pack)) - known - named):
        near = get_close_matches(file, sorted(known), 1)
        yield Problem(
            message="nothing reads this file",
            code="unused-template",
            location=_place(pack, file),
            hint=f'did you mean "{near[0]}"?' if near else "Include it from a template, or delete it.",
            severity=Severity.WARNING,
        )


def _included(pack: Pack, file: str) -> Iterator[str]:
    try:
        tree = pack.environment().parse(_source(pack, file))
    except jinja2.TemplateSyntaxError:
        return
    yield from (name for name in meta.find_referenced_templates(tree) if name)


def _place(pack: Pack, file: str, line: int = 0) -> Location:
    return Location(pack.shown(pack.require(file)), line)


def _source(pack: Pack, file: str) -> str:
    return pack.read(file).decode("utf-8", "replace")


def _template(pack: Pack, file: str) -> Iterator[Problem]:
    """Check a template as it is written: its syntax, its names, its MJML tags."""
    shown = pack.shown(pack.require(file))
    try:
        tree = pack.environment().parse(_source(pack, file), file, shown)
    except jinja2.TemplateSyntaxError as error:
        yield as_problem(error)
        return
    if file in {name for output in OUTPUTS.values() for name in output.templates}:
        yield from _unknown_names(tree, shown, (*TEMPLATE_NAMES, *FURTHER_NAMES.get(file, ())))
    if file.endswith(".mjml.j2"):
        from communique.engines import mjml

        yield from mjml.inspect(_source(pack, file), file=shown)


def _unknown_names(tree: nodes.Template, shown: str, known: tuple[str, ...]) -> Iterator[Problem]:
    unknown = meta.find_undeclared_variables(tree) - set(known) - set(jinja2.defaults.DEFAULT_NAMESPACE)
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            near = get_close_matches(node.name, known, 1)
            yield Problem(
                message=f'unknown name "{node.name}"',
                code="undefined-name",
                location=Location(shown, node.lineno),
                hint=f'did you mean "{near[0]}"?' if near else f"Known names: {', '.join(known)}.",
            )


def _roles(pack: Pack) -> Iterator[Problem]:
    """Check that each role has a look in the style sheets of each format."""
    for what, files in LOOKS.items():
        sheets = "\n".join(_source(pack, file) for file in files if pack.find(file))
        for role in ROLES:
            if not re.search(rf"\.{re.escape(role)}(?![\w-])", sheets):
                yield Problem(
                    message=f'the role "{role}" ({ROLES[role]}) has no look in {what}',
                    code="missing-role",
                    location=_place(pack, files[0]),
                    hint=f"Add a rule for .{role}.",
                )


def _letter(pack: Pack) -> Iterator[Problem]:
    from communique.engines import word

    path = pack.require("letter.docx")
    yield from word.inspect(path.read_bytes(), file=pack.shown(path)).problems


def _trial(pack: Pack, formats: Iterable[str]) -> tuple[Problem, ...]:
    """Send the specimen through formats, and report what each meets."""
    from communique.specimen import sample_document

    found: list[Problem] = []
    document = replace(sample_document(), kind=pack.kind)
    for name in formats:
        try:
            found += [p for output in render(document, pack=pack, formats=[name]) for p in output.problems]
        except ProblemsFound as error:
            found += error.problems
    return tuple(found)
