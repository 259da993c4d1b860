"""`packs copy` starts a pack that works, and `packs check` finds what is wrong with one, at its place."""

from __future__ import annotations

import io
import os
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from communique.errors import InvalidPack, UsageError
from communique.pack_check import check_pack
from communique.packs.copy import copy_pack
from communique.packs.pack import Pack, find_pack
from communique.render import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.document.nodes import Document
    from communique.output import Output
    from communique.places import Place


@pytest.fixture
def pack(workspace: Place) -> Path:
    """Make a copy of the default pack, called `mine`."""
    return copy_pack("mine", workspace, source="default")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(workspace: Place) -> list[tuple[str, str]]:
    return [(str(p.location), p.code) for p in check_pack("mine", workspace)]


@pytest.fixture
def try_only(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Leave out of the trial what a fault cannot reach, for each format takes a second: ``try_only("web")``."""

    def choose(name: str) -> None:
        def tried(document: Document, *, pack: Pack, formats: list[str]) -> tuple[Output, ...]:
            wanted = formats == [name] and pack.kind == "brief"
            return render(document, pack=pack, formats=formats) if wanted else ()

        monkeypatch.setattr("communique.pack_check.render", tried)

    return choose


@pytest.mark.parametrize("name", ["default", "chancery"])
def test_the_shipped_packs_are_clean(name: str, workspace: Place) -> None:
    assert check_pack(name, workspace) == ()


def test_a_copy_is_clean_and_says_what_it_is(pack: Path, workspace: Place) -> None:
    assert check_pack("mine", workspace) == ()
    assert find_pack("mine", workspace).settings["name"] == "mine"
    assert "communique build --pack mine" in (pack / "README.md").read_text(encoding="utf-8")


def test_a_copy_holds_every_file_of_its_source(pack: Path, workspace: Place) -> None:
    assert {path.name for path in (pack / "brief").iterdir()} >= {
        "page.html.j2",
        "page.css",
        "email.mjml.j2",
        "letter.docx",
        "text.txt.j2",
    }


def test_a_pack_of_one_file_is_enough(pack: Path, workspace: Place) -> None:
    for path in (pack / "brief").iterdir():
        path.unlink()

    assert check_pack("mine", workspace) == ()


@pytest.mark.parametrize("name", ["../evil", "Mine", "", "a b", "default"])
def test_a_bad_or_taken_name_is_refused(name: str, workspace: Place) -> None:
    with pytest.raises(UsageError):
        copy_pack(name, workspace, source="default")


def test_a_pack_that_is_not_there_is_refused(workspace: Place) -> None:
    with pytest.raises(InvalidPack) as caught:
        check_pack("defualt", workspace)

    assert caught.value.problems[0].code == "unknown-pack"


def test_an_unknown_name_is_found_with_its_line_and_a_suggestion(pack: Path, workspace: Place) -> None:
    path = pack / "brief" / "page.html.j2"
    change(path, "</body>", "{{ documnet.title }}\n</body>")
    line = path.read_text(encoding="utf-8").split("{{ documnet")[0].count("\n") + 1

    problem = check_pack("mine", workspace)[0]
    assert str(problem).splitlines()[0] == (
        f'templates/mine/brief/page.html.j2:{line}: error: unknown name "documnet" [undefined-name]'
    )
    assert problem.hint == 'did you mean "document"?'


def test_an_unknown_attribute_is_found_by_the_trial(
    pack: Path, workspace: Place, try_only: Callable[[str], None]
) -> None:
    try_only("text")
    change(pack / "brief" / "text.txt.j2", "heading(front.title", "front.titel }}{{ heading(front.title")

    assert [code for _, code in found(workspace)] == ["undefined-name"]


def test_broken_syntax_is_found_with_its_line(pack: Path, workspace: Place) -> None:
    (pack / "brief" / "web.html.j2").write_text("<p>\n{% if %}\n", encoding="utf-8")

    assert ("templates/mine/brief/web.html.j2:2", "template-syntax") in found(workspace)


def test_an_unknown_mjml_tag_is_found_with_its_line(pack: Path, workspace: Place) -> None:
    change(pack / "brief" / "email.mjml.j2", "</mj-body>", "<mj-sektion></mj-sektion>\n</mj-body>")

    assert [code for place, code in found(workspace) if place.startswith("templates/mine/brief/email.mjml.j2:")] == [
        "unknown-mjml-tag"
    ]


def test_a_role_without_a_look_is_found(pack: Path, workspace: Place) -> None:
    path = pack / "brief" / "page.css"
    path.write_text(path.read_text(encoding="utf-8").replace(".do-not-raise", ".do-not"), encoding="utf-8")

    assert ("templates/mine/brief/page.css", "missing-role") in found(workspace)


def test_a_wrong_colour_is_found_in_the_settings(pack: Path, workspace: Place) -> None:
    change(pack / "pack.toml", 'accent = "#123f6d"', 'accent = "navy"')

    place, code = found(workspace)[0]
    assert (re.fullmatch(r"templates/mine/pack\.toml:\d+", place) is not None, code) == (True, "bad-colour")


def test_colours_that_are_no_table_are_a_fault(pack: Path, workspace: Place) -> None:
    (pack / "pack.toml").write_text('colors = "red"\n')

    assert ("templates/mine/pack.toml", "bad-colour") in found(workspace)


@pytest.mark.parametrize("source", ["[[[", "x = 1" + "0" * 5000, "x = " + "[" * 3000, b"\xff"])
def test_settings_that_cannot_be_read_are_a_fault_with_their_file(
    source: str | bytes, pack: Path, workspace: Place
) -> None:
    (pack / "pack.toml").write_bytes(source.encode() if isinstance(source, str) else source)

    with pytest.raises(InvalidPack) as refused:
        find_pack("mine", workspace)
    assert [(p.code, str(p.location)) for p in refused.value.problems] == [("bad-toml", "templates/mine/pack.toml")]


def test_settings_that_never_end_are_not_read(pack: Path, workspace: Place) -> None:
    (pack / "pack.toml").unlink()
    os.mkfifo(pack / "pack.toml")

    with pytest.raises(InvalidPack, match="not a regular file"):
        find_pack("mine", workspace)


@pytest.mark.parametrize("name", ["templates/mine/brief/text.txt.j2", "assets/secret.txt"])
def test_a_link_that_leaves_the_pack_is_not_followed(name: str, pack: Path, workspace: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    link = workspace.root / name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(secret)

    mine = find_pack("mine", workspace)
    with pytest.raises(InvalidPack, match="a link that leaves its folder"):
        _ = mine.find("text.txt.j2"), mine.asset("secret.txt")


def test_a_file_that_nothing_reads_is_reported(pack: Path, workspace: Place) -> None:
    (pack / "brief" / "pgae.css").write_text("p { color: red }", encoding="utf-8")

    problems = check_pack("mine", workspace)
    assert [(p.code, p.severity, p.hint) for p in problems] == [
        ("unused-template", "warning", 'did you mean "page.css"?')
    ]


def edit_letter(path: Path, edit: Callable[[str], str], part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as letter:
        parts = {name: letter.read(name) for name in letter.namelist()}
    changed = edit(parts[part].decode())
    assert changed != parts[part].decode()
    parts[part] = changed.encode()
    with zipfile.ZipFile(path, "w") as letter:
        for name, data in parts.items():
            letter.writestr(name, data)


def test_a_missing_word_style_is_found(pack: Path, workspace: Place) -> None:
    edit_letter(
        pack / "brief" / "letter.docx",
        lambda xml: xml.replace('w:val="Do Not Raise"', 'w:val="Do Not"'),
        "word/styles.xml",
    )

    problems = [p for p in check_pack("mine", workspace) if p.code == "missing-style"]
    assert ["Do Not Raise" in p.message for p in problems] == [True]
    assert str(problems[0].location) == "templates/mine/brief/letter.docx"


def test_a_letter_that_reaches_for_attributes_is_refused(
    pack: Path, workspace: Place, try_only: Callable[[str], None]
) -> None:
    try_only("docx")
    edit_letter(
        pack / "brief" / "letter.docx",
        lambda xml: re.sub(
            r"<w:body>", "<w:body><w:p><w:r><w:t>{{ ''.__class__.__mro__ }}</w:t></w:r></w:p>", xml, count=1
        ),
        "word/document.xml",
    )

    assert {place.partition(":")[0] for place, _ in found(workspace)} == {"templates/mine/brief/letter.docx"}


@pytest.mark.parametrize(
    ("file", "form"),
    [("page.html.j2", "pdf"), ("web.html.j2", "web"), ("text.txt.j2", "text"), ("email.mjml.j2", "email")],
)
def test_a_template_that_reaches_for_attributes_is_refused(
    file: str, form: str, pack: Path, workspace: Place, try_only: Callable[[str], None]
) -> None:
    try_only(form)
    path = pack / "brief" / file
    path.write_text("{{ document.__class__.__mro__ }}\n", encoding="utf-8")

    assert found(workspace) == [(f"templates/mine/brief/{file}:1", "unsafe-template")]
