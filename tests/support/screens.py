"""The pages that judges look at: everything there is on one page, and the samples, as web page and as e-mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from communique.brief.load import load
from communique.brief.paper import Paper
from communique.document import plots
from communique.document.nodes import (
    Column,
    Drawing,
    KeyFigure,
    KeyFigures,
    Parallel,
    Row,
    Table,
)
from communique.document.parallel import side_by_side
from communique.edition import edit
from communique.places import Place
from communique.render import render
from communique.specimen import p, sample_section, t
from support import once
from support.mail import ROOT, mail_document, pack
from support.straight_line import composed

if TYPE_CHECKING:
    import pytest

    from communique.document.nodes import Blocks, Document, Section

Form = Literal["web", "email"]

EVERYTHING: Final = (("default", "en"), ("chancery", "ar"))
"""The packs and the languages in which everything there is is shown: one each way to write."""

SAMPLES: Final = (
    ("us-colombia-2026-02-03", "default", "en"),
    ("us-colombia-2026-02-03", "chancery", "es"),
    ("river-navigation", "chancery", "en"),
    ("rural-buses", "default", "es"),
    ("weekly-2026-02", "default", "en"),
)
"""Briefs, packs and languages: each with each other's, in as few pages as that takes."""

BOTH: Final = ("us-colombia-2026-02-03", "default", "en+es")
"""A brief in two languages."""


def everything(language: str = "en") -> Document:
    """Make a document of every node, with drawings and texts side by side; in Arabic, it runs from right to left."""
    document = mail_document()
    front = tuple(section for section in document if section.place == "front")
    rest = tuple(section for section in document if section.place != "front")
    sections = (*front, _drawn(), *rest)
    return replace(document, language=language, prose_language=language, sections=sections)


def _drawn() -> Section:
    """Make a section of what is drawn from data, and of what stands side by side."""
    values = tuple(map(Decimal, (3, 5, 4, 9)))
    spark = Drawing(plot=plots.SparkPlot(values=values), alt="Rising from 3 to 9")
    figures = (
        KeyFigure(value=t("9 ships"), label=t("a day"), note=t("May 2026"), spark=spark),
        KeyFigure(value=t("4"), label=t("ports")),
    )
    return sample_section(
        KeyFigures(figures=figures),
        Drawing(plot=_timeline(), alt="Timeline. May: they met.", caption=t("What happened when"), twin=_twin()),
        Drawing(plot=_tensions(), alt="Tensions by severity and trend."),
        Drawing(plot=_sides(), alt="Norway meets Denmark."),
        Parallel(languages=("en", "ar"), rows=(((p("Peace"),), (p("سلام"),)), ((p("War"),), (p("حرب"),)))),
        title="Drawn",
        ident="drawn",
    )


def _twin() -> Blocks:
    columns = (Column(title=t("Year")), Column(title=t("Ships"), align="end"))
    return (Table(columns=columns, rows=(Row(cells=((p("2025"),), (p("9"),))),), caption=t("In numbers")),)


def _timeline() -> plots.TimelinePlot:
    days = [dt.date(2026, month, 1) for month in range(1, 8)]
    moments = (plots.Moment(when=f"{day:%B %Y}", first=day, last=day, label="The parties met again") for day in days)
    return plots.TimelinePlot(moments=tuple(moments))


def _tensions() -> plots.TensionPlot:
    return plots.TensionPlot(
        marks=(plots.Mark(title="Ice on the river", severity="high", trend="rising"),),
        severities=(("low", "Low"), ("medium", "Medium"), ("high", "High")),
        trends=(("easing", "Easing"), ("steady", "Unchanged"), ("rising", "Rising")),
    )


def _sides() -> plots.SidesPlot:
    seat = plots.Seat(name="Solveig Ødegård", office="Minister of Transport", principal=True)
    return plots.SidesPlot(sides=tuple(plots.Side(name=name, seats=(seat,)) for name in ("Norway", "Denmark")))


def page_of(document: Document, pack_name: str, form: Form) -> str:
    """Make the web page, or the page of the e-mail with its pictures in it."""
    return render(document, pack=pack(pack_name), formats=[form])[0].data.decode()


def sample(brief: str, languages: str) -> Document:
    """Lay out a sample brief in a language, or in two side by side: ``en+es``."""
    read, place = load(ROOT / "briefs" / brief, Paper), Place(ROOT)
    return side_by_side([composed(edit(read, language=code, place=place)) for code in languages.split("+")])


def pages(form: Form, folders: pytest.TempPathFactory) -> dict[str, str]:
    """Make all the pages of a form, by what they show."""
    return once.once(f"pages-{form}", lambda: _pages(form), folders)


def _pages(form: Form) -> dict[str, str]:
    made = {f"everything {name} {code}": page_of(everything(code), name, form) for name, code in EVERYTHING}
    ending = {"web": "web.html", "email": "html"}[form]
    shown = {" ".join(row): once.made(row[0], row[1], ending, language=row[2]) for row in (*SAMPLES, BOTH)}
    return made | {name: page.decode() for name, page in shown.items()}
