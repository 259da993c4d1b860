"""A first letter, drawn from a pack's tokens."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from communique.engines import word
from communique.packs.letter import draw, main
from communique.packs.pack import Pack, find_pack
from support.word import WordFile, find, pack, values

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
        "fonts": {**pack().settings["fonts"], "heading": "Gill Sans", "body": "Garamond"},
        "colors": {**pack().settings["colors"], "accent": "#123456"},
        "page": {**pack().settings["page"], "size": "Letter", "inner": 81, "top": 66},
        "type": {**pack().settings["type"], "title": [31, 36]},
    }
    file = WordFile(draw(settings))

    styles = file.part("word/styles.xml")
    assert values(styles, "//w:style[w:name/@w:val='Title']//w:color/@w:val") == ["123456"]
    assert values(styles, "//w:style[w:name/@w:val='Title']//w:rFonts/@w:ascii") == ["Gill Sans"]
    assert values(file.body, "//w:pgSz/@w:w") == ["12240"]
    assert values(file.body, "//w:pgMar/@w:left") == ["1620"]
    assert values(file.body, "//w:pgMar/@w:top") == ["1320"]
    assert values(styles, "//w:style[w:name/@w:val='Title']//w:sz/@w:val") == ["62"]


def test_the_two_packs_look_different() -> None:
    looks = [WordFile(draw(pack(name).settings)).parts["word/styles.xml"] for name in ("default", "chancery")]

    assert looks[0] != looks[1]


def test_every_font_names_another_for_machines_without_it() -> None:
    fonts = WordFile(draw(pack().settings)).part("word/fontTable.xml")

    assert dict(zip(values(fonts, "//w:font/@w:name"), values(fonts, "//w:altName/@w:val"), strict=True)) == {
        "Public Sans": "Arial",
        "Source Serif 4": "Georgia",
        "Source Code Pro": "Consolas",
        "Noto Naskh Arabic": "Times New Roman",
        "Noto Serif CJK SC": "SimSun",
    }


def test_every_kind_of_script_has_its_font() -> None:
    styles = WordFile(draw(pack().settings)).part("word/styles.xml")
    (fonts,) = find(styles, "//w:rPrDefault//w:rFonts")

    assert {str(key).split("}")[1]: name for key, name in fonts.attrib.items()} == {
        "ascii": "Source Serif 4",
        "hAnsi": "Source Serif 4",
        "eastAsia": "Noto Serif CJK SC",
        "cs": "Noto Naskh Arabic",
    }


def test_a_face_goes_into_the_file_behind_its_key_and_comes_out_whole() -> None:
    path = next(path for path in pack().fonts() if path.name == "PublicSans-SemiBold.ttf")
    file = WordFile(draw(pack().settings, [path]))

    (key,) = values(file.part("word/fontTable.xml"), "//w:font[@w:name='Public Sans']/w:embedBold/@w:fontKey")
    data = file.parts["word/fonts/font1.odttf"]
    mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1]
    font = TTFont(io.BytesIO(bytes(b ^ mask[n % 16] for n, b in enumerate(data[:32])) + data[32:]))
    assert [font["name"].getDebugName(n) for n in (1, 2)] == ["Public Sans", "Bold"]
    assert set(map(ord, "Ødegård Řehoř Nguyễn “–” €")) <= set(font.getBestCmap())
    assert font["OS/2"].fsType == 0, "the licence lets it be embedded"


def test_the_shipped_letters_carry_every_face_of_their_families() -> None:
    families = {"default": ("Public Sans", "Source Serif 4"), "chancery": ("Source Serif 4",)}
    for name, expected in families.items():
        table = WordFile(pack(name).read("letter.docx")).part("word/fontTable.xml")
        faces = {
            family: len(find(table, f"//w:font[@w:name='{family}']/*[starts-with(local-name(), 'embed')]"))
            for family in expected
        }
        assert faces == dict.fromkeys(expected, 4)


def test_letters_are_drawn_into_the_packs(workspace: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    own = workspace.root / "templates" / "own"
    own.mkdir(parents=True)
    (own / "pack.toml").write_text('base = "chancery"\n', encoding="utf-8")

    fonts = [path for path in pack().fonts() if path.name == "PublicSans-Regular.ttf"]
    monkeypatch.setattr(Pack, "fonts", lambda _: fonts)

    main(workspace.root)

    assert find_pack("own", workspace).require("letter.docx").is_relative_to(workspace.root)
