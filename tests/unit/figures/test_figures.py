"""Drawings become pictures: the same everywhere, in typefaces that the pack names, and in words where nothing is drawn."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from communique.document.nodes import Document, Drawing, Figure, KeyFigure, KeyFigures, Parallel
from communique.document.walk import walk
from communique.figures import draw
from communique.figures.canvas import PIXELS, Canvas, Type
from communique.figures.fallbacks import files_of, rightwards_inside, script_of, shaped
from communique.figures.raster import DENSITY, PRINTED, picture
from communique.figures.timeline_ticks import ticks
from communique.packs import find_pack
from communique.places import workspace
from communique.render import look_of, render
from support.drawings import DRAWINGS
from support.drawn import look
from support.fonts import CONFIG
from support.pdf_reader import ROOT
from support.sample_document import document_of, p, sample_section, t

if TYPE_CHECKING:
    from pathlib import Path

    from communique.document.nodes import Block

SIDES = Drawing(plot=DRAWINGS["sides-two"][0], alt="Two sides.", caption=t("Who meets whom"), twin=(p("The table"),))


def drawn(*blocks: Block, language: str = "en", screen: bool = False) -> Document:
    """Draw a document of some blocks."""
    document = replace(document_of(sample_section(*blocks)), language=language)
    return draw.draw(document, look_of(find_pack("default", workspace(ROOT)), language, screen=screen))


def figures(document: Document) -> list[Figure]:
    """List the figures of a document."""
    return [node for node in walk(document) if isinstance(node, Figure)]


# --- the place of a drawing


def test_a_figure_takes_the_place_of_a_drawing_with_all_that_is_said_of_it() -> None:
    (figure,) = figures(drawn(SIDES))

    assert (figure.picture.alt, figure.caption, figure.twin) == (SIDES.alt, SIDES.caption, SIDES.twin)


def test_drawings_are_found_wherever_they_stand() -> None:
    spark = KeyFigure(value=t("9"), label=t("ships"), spark=replace(SIDES, plot=DRAWINGS["spark-uneven"][0]))
    beside = Parallel(languages=("en", "es"), rows=(((SIDES,), (replace(SIDES),)),))

    made = drawn(KeyFigures(figures=(spark,)), beside)

    assert len(figures(made)) == 3
    assert not [node for node in walk(made) if isinstance(node, Drawing)]


def test_beside_another_language_a_drawing_takes_half_the_width() -> None:
    whole, first, second = figures(
        drawn(SIDES, Parallel(languages=("en", "es"), rows=(((replace(SIDES),), (replace(SIDES),)),)))
    )

    assert first.picture.width == second.picture.width < whole.picture.width / 2


def test_a_document_without_drawings_is_left_alone() -> None:
    document = document_of(sample_section(p("Words")))

    assert draw.draw(document, look()) is document


def test_text_has_the_caption_and_the_twin_where_nothing_is_drawn() -> None:
    (output,) = render(document_of(sample_section(SIDES)), pack=find_pack("default", workspace(ROOT)), formats=["text"])

    assert "Who meets whom\n" in output.data.decode()
    assert "The table\n" in output.data.decode()


# --- points and lines


@pytest.mark.parametrize("name", DRAWINGS)
def test_points_are_twice_as_fine_as_the_screen_and_show_something(name: str) -> None:
    plot, language = DRAWINGS[name]
    canvas = draw.PLOTS[type(plot)](plot, look(language=language))
    made = picture(canvas, "What it shows", canvas.look)
    image = Image.open(io.BytesIO(made.data)).convert("RGB")

    density = PRINTED if language == "ar" else DENSITY
    assert image.size == (made.width, made.height)
    assert abs(made.width - canvas.width * PIXELS * density) <= 10
    assert len(image.getcolors(1 << 20) or ()) > 4
    assert image.getpixel((made.width - 1, made.height - 1)) == (255, 255, 255)


def test_the_same_plot_gives_the_same_bytes_on_a_machine_without_fonts(tmp_path: Path) -> None:
    """Neither its fonts nor its locale get into a drawing."""
    empty = tmp_path / "fonts.conf"
    empty.write_text(CONFIG.format(folders=f"<dir>{tmp_path}</dir>", cache=tmp_path, last="Nothing"), encoding="utf-8")
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "from support.drawings import DRAWINGS; from support.drawn import look\n"
        "from communique.figures.draw import PLOTS; from communique.figures.raster import picture\n"
        "for name in ('timeline-crowded', 'sides-two', 'tensions', 'timeline-arabic'):\n"
        "    plot, language = DRAWINGS[name]; seen = look(language=language)\n"
        "    print(hashlib.sha256(picture(PLOTS[type(plot)](plot, seen), '', seen).data).hexdigest())\n"
    )
    bare = {"FONTCONFIG_FILE": str(empty), "HOME": str(tmp_path), "LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo", "PATH": ""}
    run = [
        subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, check=True).stdout
        for env in (None, bare)
    ]

    assert run[0] == run[1]
    assert len(set(run[0].split())) == 4


def test_screens_get_dark_lines_and_a_drawing_for_a_phone() -> None:
    (figure,) = figures(drawn(SIDES, screen=True))
    narrow = figure.picture.narrow

    assert narrow is not None
    assert narrow.width < figure.picture.width
    assert figure.picture.dark not in {b"", figure.picture.vector}
    assert narrow.dark not in {b"", narrow.vector, figure.picture.dark}


# --- scripts


def test_arabic_is_printed_as_points_since_the_pdf_engine_does_not_join_the_letters_of_svg() -> None:
    arabic = replace(SIDES, plot=DRAWINGS["sides-arabic"][0])

    (paper,), (screen,) = figures(drawn(arabic, language="ar")), figures(drawn(arabic, language="ar", screen=True))

    assert paper.picture.vector == b""
    assert screen.picture.vector


def test_words_of_another_script_are_set_in_the_typeface_that_the_pack_names_for_it() -> None:
    seen = look()

    assert seen.families("Bogotá") == "'Public Sans', sans-serif"
    assert seen.families("3 فبراير 2026") == "'Noto Naskh Arabic', 'Public Sans', sans-serif"
    assert seen.families("2026年1月") == "'Noto Serif CJK SC', 'Public Sans', sans-serif"
    assert seen.families("Киев") == "'Noto Serif', 'Public Sans', sans-serif"


def test_the_packs_own_files_come_before_those_of_the_machine() -> None:
    seen = look()

    assert [path.name for path in seen.files("Noto Naskh Arabic")] == [
        "NotoNaskhArabic-Regular.ttf",
        "NotoNaskhArabic-Bold.ttf",
    ]
    assert seen.files("Noto Serif CJK SC") == ()
    assert files_of("A Family That Nobody Has Drawn") == ()


def test_arabic_is_measured_with_its_own_typeface() -> None:
    """Not guessed: a bold word is wider, and a drawing leaves no more room than it needs."""
    seen, word = look(), "العقوبات"

    assert 0 < seen.measure(word, 10) < 0.64 * 10 * len(word)
    assert seen.measure(word, 10, "SemiBold") > seen.measure(word, 10)


def test_from_right_to_left_the_drawing_is_turned_and_its_words_keep_their_order() -> None:
    ltr, rtl = Canvas(look(), 463, 20), Canvas(look(language="ar"), 463, 20)
    for canvas in (ltr, rtl):
        canvas.words(10, 10, "3 فبراير 2026", Type(8))
        canvas.rect(10, 0, 20, 5)

    assert '<text x="10"' in ltr.svg()
    assert '<text x="453"' in rtl.svg()
    assert 'text-anchor="end"' in rtl.svg()
    assert '<rect x="433"' in rtl.svg()
    assert "\u202b3 فبراير 2026\u202c" in rtl.svg()


@pytest.mark.parametrize(
    ("words", "script", "joined", "marked"),
    [
        ("Bogotá", "other", False, False),
        ("René مدير", "arabic", True, True),
        ("שלום", "other", True, True),
        ("สวัสดี", "other", True, False),
        ("外交部長", "chinese", False, False),
    ],
)
def test_scripts_are_told_by_their_letters(words: str, script: str, joined: bool, marked: bool) -> None:
    assert script_of(words) == script
    assert shaped(words) is joined
    assert (rightwards_inside(words) != words) is marked


def test_the_dates_of_an_axis_are_in_its_own_language_whatever_was_drawn_before() -> None:
    """Babel 2.18 would write them in Chinese."""
    first, last = 739500, 739600

    def months(locale: str) -> list[str]:
        return [words for _, words in ticks(first, last, 4.0, look(), locale)]

    assert all("月" in words for words in months("zh"))
    assert not [words for locale in ("ar", "es", "fr", "uk") for words in months(locale) if "月" in words]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ["Sep 3, 2025"]),
        (3, ["Sep 3, 2025", "Sep 4", "Sep 5", "Sep 6"]),
        (120, ["Oct 2025", "Nov", "Dec", "Jan 2026"]),
        (3000, ["2026", "2027", "2028", "2029", "2030", "2031", "2032", "2033"]),
        (200_000, ["2100", "2200", "2300", "2400", "2500"]),
    ],
)
def test_an_axis_is_divided_as_finely_as_its_dates_have_room(days: int, expected: list[str]) -> None:
    first = 739497

    assert [words for _, words in ticks(first, first + days, 453 / max(days, 1), look(), "en")] == expected
