"""Markdown: what becomes a node, what is a fault, and that nothing takes for ever."""

from __future__ import annotations

import contextlib
import inspect
import sys
import time

import pytest

from communique.document import markdown
from communique.document.markdown import PictureRefused, inlines_of, parse, parse_line, parse_with, plain_text
from communique.document.nodes import (
    Abbreviation,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    DefinitionList,
    Emphasis,
    Figure,
    Heading,
    Inlines,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Picture,
    Quotation,
    Rule,
    Strong,
    Table,
    Text,
)
from support.sample_document import PICTURE


def line(source: str) -> Inlines:
    """Read a text of one paragraph without a fault."""
    parsed = parse(source)
    assert parsed.faults == ()
    (block,) = parsed.blocks
    assert isinstance(block, Paragraph)
    return block.inlines


def codes(source: str) -> list[str]:
    return [fault.code for fault in parse(source).faults]


# --- inlines


def test_emphasis_weight_and_code() -> None:
    assert line("*a* **b** `c`") == (
        *(Emphasis((Text("a"),)), Text(" "), Strong((Text("b"),)), Text(" ")),
        Code("c"),
    )


def test_lines_are_joined_and_two_spaces_break_them() -> None:
    assert line("one\ntwo  \nthree") == (Text("one two"), LineBreak(), Text("three"))


@pytest.mark.parametrize(
    "text", ["3 < 4 & 5 > 4", "AT&T; R&D", "a <b", "x_y_z and 2*3*4", "[not a link]", "{{ 7 * 7 }}"]
)
def test_characters_that_only_look_like_markup_stay(text: str) -> None:
    assert plain_text((Paragraph(inlines=line(text)),)) == text.replace("2*3*4", "234")


def test_code_is_taken_literally() -> None:
    assert line("`a < b && \\*c* &lt;`") == (Code("a < b && \\*c* &lt;"),)


def test_named_and_numbered_characters_become_themselves() -> None:
    assert line("1&nbsp;km &ndash; &#169; \\*") == (Text("1\u00a0km – © *"),)


def test_a_hidden_character_cannot_be_named_either() -> None:
    assert codes("a &#x202e; b") == ["hidden-character"]


def test_links_by_address_by_name_and_by_mail() -> None:
    first, _, second, _, third = line("[a](https://x.org/?q=1&amp;r=2) <https://y.org/a_b_c> <a@b.org>")

    assert first == Link((Text("a"),), "https://x.org/?q=1&r=2")
    assert second == Link((Text("https://y.org/a_b_c"),), "https://y.org/a_b_c")
    assert third == Link((Text("a@b.org"),), "mailto:a@b.org")


def test_a_link_may_be_defined_apart() -> None:
    assert line("See [the law][1].\n\n[1]: https://x.org")[1] == Link((Text("the law"),), "https://x.org")


def test_an_abbreviation_carries_its_words() -> None:
    assert line("The SDN list.\n\n*[SDN]: Specially Designated Nationals")[1] == Abbreviation(
        "SDN", "Specially Designated Nationals"
    )


# --- citations


def test_a_citation_closes_the_gap_before_it() -> None:
    assert line("They met [@report].") == (Text("They met"), Cite("report"), Text("."))


def test_a_citation_keeps_its_place_on_one_line() -> None:
    assert line("Met [@report, p. 4]")[-1] == Cite("report", "p.\u00a04")


@pytest.mark.parametrize("text", ["x [@a; @b, pp. 2-3]", "x [@a][@b, pp. 2-3]", "x [@a] [@b, pp. 2-3]"])
def test_citations_that_follow_one_another_are_joined(text: str) -> None:
    assert line(text) == (Text("x"), Cite("a"), Cite("b", "pp.\u00a02-3", joined=True))


def test_a_citation_in_code_is_code() -> None:
    assert line("`[@a]`") == (Code("[@a]"),)


def test_a_handle_can_be_the_words_of_a_link() -> None:
    assert line("[@office](https://x.org/office)") == (Link((Text("@office"),), "https://x.org/office"),)


@pytest.mark.parametrize("text", ["[@]", "[@Report]", "[@a,]", "[see @a, p. 4]", "[-@a]", "[@a @b]"])
def test_what_is_almost_a_citation_is_a_fault(text: str) -> None:
    assert codes(f"They met {text}.") == ["bad-citation"]


# --- blocks


def test_blocks_of_every_kind() -> None:
    text = "# H\n\np\n\n- a\n- b\n\n3. c\n4. d\n\n> q\n\n***\n\n    code\n\nTerm\n: what\n\n| a |\n|---|\n| 1 |\n"

    kinds = [type(block) for block in parse(text).blocks]

    assert kinds == [
        *(Heading, Paragraph, BulletList, OrderedList, Quotation, Rule, CodeBlock, DefinitionList, Table),
    ]


def test_a_list_counts_from_its_first_number_and_holds_lists() -> None:
    (found,) = parse("3. c\n\n    - inner\n\n4. d").blocks

    assert isinstance(found, OrderedList)
    assert found.start == 3
    assert isinstance(found.items[0][1], BulletList)


def test_headings_begin_below_the_section_without_gaps() -> None:
    assert [b.level for b in parse("## A\n\n#### B\n\n## C").blocks if isinstance(b, Heading)] == [1, 2, 1]


def test_a_table_knows_its_columns_and_their_sides() -> None:
    (table,) = parse("| a | b | c |\n|:--|:-:|--:|\n| 1 | `x|y` | 3 |").blocks

    assert isinstance(table, Table)
    assert [column.align for column in table.columns] == ["start", "center", "end"]
    assert table.rows[0].cells[1] == (Paragraph(inlines=(Code("x|y"),)),)


def test_terms_need_no_empty_line_between_them() -> None:
    (found,) = parse("a\n: b\nc\n: d\n").blocks

    assert isinstance(found, DefinitionList)
    assert [plain_text(item.blocks) for item in found.items] == ["b", "d"]


def test_a_text_that_breaks_the_parser_off_leaves_no_trace_in_the_next() -> None:
    nested = "".join(f"{'    ' * level}- x\n" for level in range(19))

    def below(frames: int) -> list[str]:
        return below(frames - 1) if frames else [fault.code for fault in parse_with(nested, None).faults]

    for room in range(60, 400, 20):
        with contextlib.suppress(RecursionError):
            below(sys.getrecursionlimit() - len(inspect.stack(0)) - room)

    assert parse_with("`b` *d*", None).blocks == (Paragraph(inlines=(Code("b"), Text(" "), Emphasis((Text("d"),)))),)


def test_fenced_code_keeps_its_lines() -> None:
    assert parse("a\n\n```python\nif x < 1:\n\n    *y*\n```\n\nb").blocks[1] == CodeBlock(text="if x < 1:\n\n    *y*")


# --- pictures


def test_a_picture_on_its_own_is_a_figure_with_its_title_as_caption() -> None:
    def read(name: str, alt: str) -> Picture:
        assert (name, alt) == ("map.png", "The river")
        return PICTURE

    (figure,) = parse_with('![The river](map.png "Locks in red")', read).blocks

    assert figure == Figure(picture=PICTURE, caption=(Text("Locks in red"),))


def test_a_picture_that_cannot_be_read_is_a_fault_with_the_reason() -> None:
    def read(name: str, alt: str) -> Picture:
        raise PictureRefused("no such file", code="no-file", hint="Look again.")

    (fault,) = parse_with("x\n\n![a](b.png)", read).faults

    assert (fault.line, fault.message, fault.code, fault.hint) == (3, "no such file", "no-file", "Look again.")


def test_a_picture_within_a_line_or_without_a_folder_is_a_fault() -> None:
    assert codes("see ![a](b.png) here") == ["picture-in-text"]
    assert codes("![a](b.png)") == ["picture-in-text"]


# --- faults


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b>x</b>",
        "a <br/> b",
        "<!-- x -->",
        "<!-- x",
        "<?php x",
        "<!DOCTYPE x>",
        "<div>\n\nx\n\n</div>",
    ],
)
def test_raw_html_is_a_fault_and_its_words_stay(text: str) -> None:
    assert set(codes(text)) == {"raw-html"}
    assert "<" in plain_text(parse(text).blocks)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "file:///etc/passwd",
            "mailto:a@b.example%0D%0Abcc:c@d.example",
            "data:text/html,x",
            "../x",
            "x.html",
            "//x.org",
            "https://",
        ),
        *("JAVASCRIPT:x", "java&#115;cript:x", "vbscript:x", "https://user:pw@x.org", "http://[x", "ftp://x.org"),
    ],
)
def test_a_link_leads_to_the_web_to_mail_or_into_the_brief(url: str) -> None:
    parsed = parse(f"[words]({url})")

    assert [fault.code for fault in parsed.faults] == ["bad-link"]
    assert parsed.blocks == (Paragraph(inlines=(Text("words"),)),)


def test_a_less_than_sign_is_written_as_the_hint_says() -> None:
    parsed = parse(r"3 \< 4 and \<b>")

    assert parsed.faults == ()
    assert plain_text(parsed.blocks) == "3 < 4 and <b>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[](https://x.org)", "empty-link"),
        ('[a](https://x.org "t")', "link-title"),
        ("[a [@b]](https://x.org)", "nested-link"),
        ("[a]: https://x.org", "unused-reference"),
        ("*[SDN]: x", "unused-abbreviation"),
        ("| a |\n|---|\n| 1 | 2 |", "wide-row"),
        ("word[^1]", "footnote"),
        ("a\u202eb", "hidden-character"),
        ("a\x02b", "hidden-character"),
        ("a\ue010b", "hidden-character"),
        ("a\u200bb", "hidden-character"),
        ("\u3164", "hidden-character"),
        ("\uf0b7 pasted out of Word", "hidden-character"),
        ("a\U000f0001b", "hidden-character"),
        ("a\U0001fffeb", "hidden-character"),
        ("Ana\U000e0073\U000e0065\U000e0063", "hidden-character"),
    ],
)
def test_what_would_be_lost_in_silence_is_a_fault(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\U0001f469\u200d\U0001f467",
        "1\ufe0f\u20e3",
        "\u845b\U000e0100",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200f(\u0661)",
    ],
    ids=["flag of England", "family", "keycap", "form of a name in Japan", "Persian"],
)
def test_marks_that_a_script_is_written_with_are_not_hidden(text: str) -> None:
    assert codes(text) == []


def test_a_fault_has_its_line_and_column_even_where_the_same_words_stand_twice() -> None:
    faults = parse("one\ntwo <b> three\n\nfour <b>").faults

    assert [(fault.line, fault.column) for fault in faults] == [(2, 5), (4, 6)]


# --- lines


def test_a_line_has_no_lists_or_headings() -> None:
    assert inlines_of(parse_line("2026. A year\n").blocks) == (Text("2026. A year"),)
    assert inlines_of(parse_line("# 1 *priority*").blocks) == (Text("# 1 "), Emphasis((Text("priority"),)))


def test_a_line_is_one_paragraph() -> None:
    assert [fault.code for fault in parse_line("a\n\nb").faults] == ["not-a-line"]


def test_words_are_read_without_markup_a_block_a_line() -> None:
    assert plain_text(parse("# H\n\n*a* b [@c]\n\n- d\n- e").blocks) == "H\na b\nd\ne"


# --- what would take for ever


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[" * 10_000,
            "[\n" * 9_000,
            "a" + "*" * 10_000,
            "> " * 5_000 + "a",
            "(" * 10_000,
            "![a](" * 3_000,
            "a" * 1_000_000,
        ),
        *("word " * 200_000, "\n".join(" " * 4 * i + "- x" for i in range(60)), "*a **b " * 3_000, "<" * 19_000),
    ],
)
def test_a_text_that_would_take_for_ever_is_refused_at_once(text: str) -> None:
    start = time.process_time()

    assert [fault.code for fault in parse(text).faults] in (["too-deep"], ["too-long"])
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text", ["`" * 19_000, "\\" * 19_999, "&a;" * 6_000, "[]" * 9_000, "_a_ " * 900, "a\n: b\n" * 500]
)
def test_what_is_not_refused_ends_quickly(text: str) -> None:
    start = time.process_time()
    parse(text)

    assert time.process_time() - start < 2


def test_the_limits_leave_room_for_real_prose() -> None:
    assert markdown.LONGEST_PARAGRAPH >= 20_000
    assert codes("A sentence of some *weight* (and more). " * 400) == []
