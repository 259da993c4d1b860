"""The MJML engine: real mrml behind a door that trusts nothing."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

import mrml
import pytest
from lxml import html as lxml_html

from communique.engines import mjml
from communique.errors import RenderError
from communique.problems import Location, Problem
from support.mail import PACKS, ROOT, html_of, mail_document


def mail(body: str = "<mj-text><p>x</p></mj-text>", head: str = "") -> str:
    """Make the smallest MJML around a piece of it."""
    inside = f"<mj-section><mj-column>\n{body}\n</mj-column></mj-section>"
    return f'<mjml lang="en"><mj-head>{head}</mj-head><mj-body>{inside}</mj-body></mjml>'


def refused(source: str) -> tuple[Problem, ...]:
    """Make a page that must be refused; give the problems."""
    with pytest.raises(RenderError) as caught:
        mjml.make(source, file="templates/mine/brief/email.mjml.j2")
    assert {p.location for p in caught.value.problems} == {Location("templates/mine/brief/email.mjml.j2")}
    return caught.value.problems


@pytest.mark.parametrize("pack", PACKS)
def test_the_sample_becomes_a_page_in_its_language_with_styles_written_onto_elements(pack: str) -> None:
    html = html_of(mail_document(), pack)

    assert html.startswith('<!DOCTYPE html><html lang="en" dir="ltr"')
    assert re.search(r'<p class="lead" style="[^"]*font-size: (19|20)px', html)
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html


@pytest.mark.parametrize(
    "words",
    [
        "February\u00a03",
        "a\u202f%",
        "e\u0301",
        "\u200d\u2011",
        "C:\\temp\\new",
        r"\\u{a0}",
        "مُتَّحِد",
        "क्ष",
        "\U0001f1e8\U0001f1f4",
        "a > b",
    ],
)
def test_words_of_an_attribute_are_kept_letter_by_letter(words: str) -> None:
    """The library writes them as Rust shows strings, and a no-break space came out as its number."""
    source = mail(f"<mj-text><p><abbr title={quoteattr(words)}>{escape(words)}</abbr></p></mj-text>")
    page = lxml_html.document_fromstring(mjml.make(source, file="email.mjml.j2")[0])

    (found,) = page.iter("abbr")
    assert (found.get("title"), found.text) == (words, words)


@pytest.mark.parametrize("pack", PACKS)
def test_the_same_mail_gives_the_same_page(pack: str) -> None:
    assert html_of(mail_document(), pack) == html_of(mail_document(), pack)


def test_a_known_font_name_brings_no_address_with_it() -> None:
    html, _ = mjml.make(mail(head='<mj-attributes><mj-all font-family="Roboto, Open Sans"/></mj-attributes>'), file="x")

    assert "googleapis" not in html


def test_comments_of_a_template_are_not_sent() -> None:
    html, _ = mjml.make(mail("<mj-text><!-- ask Ana -->x</mj-text>"), file="x")

    assert "ask Ana" not in html


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (mail("<mj-text><p>x</mj-text>"), "Opening and ending tag mismatch"),
        (mail("<mj-text>3 < 4</mj-text>"), "not well-formed"),
        (mail("<mj-text>&nbsp;</mj-text>"), "Entity 'nbsp' not defined"),
        ("", "not well-formed"),
        ("plain", "not well-formed"),
        ("a\x00b\ud800", "not well-formed"),
        ('<!DOCTYPE mjml [<!ENTITY x "y">]>' + mail(), "document type"),
        ("<html/>", "the root is <html>"),
    ],
)
def test_bad_markup_is_a_problem_of_the_template(source: str, words: str) -> None:
    (problem,) = refused(source)

    assert problem.code == "bad-mjml"
    assert words in problem.message


def test_bad_markup_is_shown_with_the_line_it_stands_on() -> None:
    (problem,) = refused(mail("<mj-text><p>one</mj-text>"))

    assert problem.hint == "Line 2 of the filled-in template begins: <mj-text><p>one</mj-text>"


def test_an_error_of_the_library_alone_is_mapped_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("unexpected token in root template at position 75:80")

    monkeypatch.setattr(mrml, "to_html", fail)
    (problem,) = refused(mail())

    assert problem.code == "bad-mjml"
    assert problem.hint.startswith("Line 2 ")


def test_unknown_tags_are_all_named_at_once_with_a_suggestion() -> None:
    problems = refused(mail("<mj-txt>a</mj-txt><mj-foo-bar/><p>b</p>"))

    assert {p.code for p in problems} == {"unknown-mjml-tag"}
    assert [p.message.split()[-1] for p in problems] == ["<mj-foo-bar>", "<mj-txt>", "<p>"]
    assert any(p.hint == 'Did you mean "mj-text"?' for p in problems)


@pytest.mark.parametrize(
    "source",
    [
        mail('<mj-include path="/etc/passwd"/>'),
        mail('<mj-text><mj-include path="x.html"/></mj-text>'),
        mail(head='<mj-font name="X" href="https://example.org/x.css"/>'),
        mail(head="<mj-raw><script>1</script></mj-raw>"),
        mail(head='<mj-raw><meta http-equiv="refresh" content="0;url=https://example.org"/></mj-raw>'),
        mail(head='<mj-raw><link rel="stylesheet" href="https://example.org/x.css"/></mj-raw>'),
    ],
)
def test_what_would_read_a_file_or_run_is_refused(source: str) -> None:
    assert {p.code for p in refused(source)} == {"unsafe-mjml"}


@pytest.mark.parametrize(
    "source",
    [
        mail('<mj-image src="https://example.org/x.png"/>'),
        mail('<mj-text><img src="file:///etc/passwd" alt=""/></mj-text>'),
        mail('<mj-text><a href="javascript:alert(1)">x</a></mj-text>'),
        mail('<mj-text><p style="background:url(https://example.org/x)">x</p></mj-text>'),
        mail(
            '<mj-social><mj-social-element name="facebook" href="https://example.org">x</mj-social-element></mj-social>'
        ),
        mail(head="<mj-style>@import 'https://example.org/x.css';</mj-style>"),
        mail(head='<mj-style inline="inline">p { background: url(https://example.org/x) }</mj-style>'),
        '<mjml><mj-body><mj-hero background-url="https://example.org/x.png"></mj-hero></mj-body></mjml>',
    ],
)
def test_a_page_that_would_fetch_something_is_refused(source: str) -> None:
    assert {p.code for p in refused(source)} == {"mail-fetches"}


def test_a_template_is_checked_before_it_is_filled_in_with_line_and_column() -> None:
    source = "{# <mj-old> #}\n<mjml><mj-body>\n  {{ x }}<mj-sektion>\n<!-- <mj-x>\n --></mj-sektion><mj-include/>"
    found = mjml.inspect(source, file="email.mjml.j2")

    assert [(str(p.location), p.code) for p in found] == [
        ("email.mjml.j2:3:10", "unknown-mjml-tag"),
        ("email.mjml.j2:5:18", "unsafe-mjml"),
    ]
    assert found[0].hint == 'Did you mean "mj-section"?'


def test_the_shipped_template_has_no_unknown_tags() -> None:
    source = (ROOT / "templates/default/brief/email.mjml.j2").read_text(encoding="utf-8")

    assert mjml.inspect(source, file="x") == ()


def _path_to(tag: str) -> list[str]:
    """Find the tags around a tag, from the root down."""
    parents = {child: parent for parent, held in reversed(mjml.HOLDS.items()) for child in (held or "").split()}
    path = [tag]
    while path[0] != "mjml":
        path.insert(0, parents[path[0]])
    return path


@pytest.mark.parametrize("tag", sorted(mjml.HOLDS))
def test_every_tag_of_the_table_is_one_that_the_library_knows(tag: str) -> None:
    """The library passes on what it does not know, or fails on it; what it knows it draws, or drops."""
    path = _path_to(tag)
    source = "".join(f'<{name} name="x">' for name in path) + "".join(f"</{name}>" for name in reversed(path))

    assert f"<{tag} " not in mrml.to_html(source).content


def test_a_tag_in_the_wrong_place_is_refused_because_the_library_would_print_it() -> None:
    (problem,) = refused(mail("<mj-section/>"))

    assert problem.code == "misplaced-mjml-tag"
    assert problem.message == "<mj-section> may not stand in <mj-column>"
    assert "mj-text" in problem.hint
