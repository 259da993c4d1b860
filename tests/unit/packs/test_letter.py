"""A first letter, drawn from a pack's tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.engines import word
from communique.packs.letter import draw, main
from communique.packs.pack import find_pack
from support.word import WordFile, pack, values

if TYPE_CHECKING:
    from communique.places import Place


@pytest.mark.parametrize("name", ["default", "chancery"])
def test_a_letter_is_drawn_the_same_each_time_and_without_fault(name: str) -> None:
    settings = pack(name).settings

    assert draw(settings) == draw(settings)
    assert word.inspect(draw(settings), file="letter.docx").problems == ()


def test_a_letter_has_the_colours_fonts_sizes_and_page_of_its_pack() -> None:
    settings = {
        **pack().settings,
        "fonts": {"heading": "Gill Sans", "body": "Garamond"},
        "colors": {**pack().settings["colors"], "accent": "#123456"},
        "page": {"size": "Letter"},
        "type": {**pack().settings["type"], "title": [31, 36]},
    }
    file = WordFile(draw(settings))

    styles = file.part("word/styles.xml")
    assert values(styles, "//w:style[w:name/@w:val='Title']//w:color/@w:val") == ["123456"]
    assert values(styles, "//w:style[w:name/@w:val='Title']//w:rFonts/@w:ascii") == ["Gill Sans"]
    assert values(file.body, "//w:pgSz/@w:w") == ["12240"]
    assert values(styles, "//w:style[w:name/@w:val='Title']//w:sz/@w:val") == ["62"]


def test_the_two_packs_look_different() -> None:
    looks = [WordFile(draw(pack(name).settings)).parts["word/styles.xml"] for name in ("default", "chancery")]

    assert looks[0] != looks[1]


def test_every_font_names_another_for_machines_without_it() -> None:
    fonts = WordFile(draw(pack().settings)).part("word/fontTable.xml")

    assert dict(zip(values(fonts, "//w:font/@w:name"), values(fonts, "//w:altName/@w:val"), strict=True)) == {
        "Public Sans": "Arial",
        "Source Serif 4": "Georgia",
        "Consolas": "Courier New",
    }


def test_letters_are_drawn_into_the_packs(workspace: Place) -> None:
    own = workspace.root / "templates" / "own"
    own.mkdir(parents=True)
    (own / "pack.toml").write_text('base = "chancery"\n', encoding="utf-8")

    main(workspace.root)

    assert find_pack("own", workspace).require("letter.docx").is_relative_to(workspace.root)
