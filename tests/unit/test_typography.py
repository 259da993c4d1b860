"""Lines end where they may: what belongs together stays together, and no word is changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.document.nodes import Cite, Code, Emphasis, Paragraph, Strong, Text
from communique.document.typography import NO_BREAK, bind, bound


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("90 km of river", "90~km of river"),
        ("18.5 million euros", "18.5~million euros"),
        ("el 12,5 % de las rutas", "el 12,5~% de las rutas"),
        ("see p. 4 and pp. 6-7", "see p.~4 and pp.~6-7"),
        ("No. 5 of n.º 7", "No.~5 of n.º~7"),
        ("Article 7 and artículo 8", "Article~7 and artículo~8"),
        ("Mr Petro met Dr. J. F. Lindtaler", "Mr~Petro met Dr.~J.~F.~Lindtaler"),
        ("las 10 a. m. del martes", "las 10~a. m. del martes"),
        ("the talks – all three – ended", "the talks~– all three~– ended"),
        ("from 3 men", "from 3 men"),
        ("a 12 mm gap in 12 mmm", "a 12~mm gap in 12 mmm"),
        ("stop. 4 more; the map. 6", "stop. 4 more; the map. 6"),
        ("第 7 条", "第 7 条"),
    ],
)
def test_what_belongs_together_stays_on_one_line(written: str, printed: str) -> None:
    assert bind(written) == printed.replace("~", NO_BREAK)


@given(st.text(alphabet="ab.4 %–Mrp" + NO_BREAK))
def test_no_word_is_changed_and_twice_is_once(text: str) -> None:
    assert bind(text).replace(NO_BREAK, " ") == text.replace(NO_BREAK, " ")
    assert bind(bind(text)) == bind(text)


def test_a_whole_tree_is_bound_but_code_is_not() -> None:
    inlines = (Strong((Emphasis((Text("4 km"),)),)), Code("4 km"), Cite(source="a", locator="p. 4"))

    (paragraph,) = bound((Paragraph(inlines=inlines),))

    expected = (Strong((Emphasis((Text("4\u00a0km"),)),)), Code("4 km"), Cite(source="a", locator="p.\u00a04"))
    assert paragraph.inlines == expected
