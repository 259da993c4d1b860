"""Timelines, sides, tensions and sparklines to look at: the hard cases of each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from communique.document.plots import (
    Chair,
    Mark,
    Moment,
    Seat,
    SeatingPlot,
    Side,
    SidesPlot,
    SparkPlot,
    TableSide,
    TensionPlot,
    TimelinePlot,
)

if TYPE_CHECKING:
    from communique.document.plots import Legend, Plot

LEGENDS: Final[dict[str, Legend]] = {
    "en": (
        ("event", "Background"),
        ("tension", "Tensions"),
        ("inexact", "Date not exact"),
        ("marked", "Last meeting"),
    ),
    "ar": (
        ("event", "الخلفية"),
        ("tension", "نقاط التوتر"),
        ("inexact", "تاريخ غير دقيق"),
        ("marked", "آخر اجتماع"),
    ),
    "zh": (("event", "背景"), ("tension", "分歧"), ("inexact", "日期不确切"), ("marked", "上次会晤")),
}

SAID: Final = (
    "The commission’s last round ends without a text",
    "Talks",
    "The fund offers 18.5 million euros (according to the fund’s secretariat)",
    "A call between the two presidents opens the way to talks, and to a joint request that both sides can sign",
)


def _moment(first: str, last: str = "", label: str = SAID[0], when: str = "", **more: bool | str) -> Moment:
    start = dt.date.fromisoformat(first)
    end = dt.date.fromisoformat(last or first)
    shown = when or (first if start == end else f"{start:%B %Y}")
    return Moment(when=shown, first=start, last=end, label=label, **more)  # type: ignore[arg-type]


def _crowded(count: int) -> tuple[Moment, ...]:
    """Make events that lie ever closer together: every fifth of a month, every seventh a span."""
    made = []
    for n in range(count):
        day = dt.date(2026, 2, 3) - dt.timedelta(days=round((count - n) ** 1.7))
        label, lane = SAID[n * 5 % len(SAID)], "Visas" if n % 4 == 1 else ""
        if n % 5 == 2:
            made.append(_moment(f"{day:%Y-%m}-01", f"{day:%Y-%m}-28", label, lane=lane))
        elif n % 7 == 3:
            until = day + dt.timedelta(days=40)
            made.append(_moment(f"{day}", f"{until}", label, f"{day} to {until}", span=True, lane=lane))
        else:
            made.append(_moment(f"{day}", label=label, lane=lane, marked=n == count - 1))
    return tuple(made)


def _few(language: str, whens: str, labels: str) -> TimelinePlot:
    days = (("2025-10-01", "2025-10-31"), ("2025-11-20", ""), ("2026-01-01", "2026-01-31"), ("2026-02-03", ""))
    moments = tuple(
        _moment(*day, label, when, marked=day[0] == "2026-02-03", lane="x" if day[0] == "2025-11-20" else "")
        for day, when, label in zip(days, whens.split("|"), labels.split("|"), strict=True)
    )
    return TimelinePlot(moments=moments, legend=LEGENDS[language], locale=language)


def _side(name: str, code: str, *seats: str) -> Side:
    """Make a side; each seat is a name, a comma and an office."""
    pairs = [seat.partition(", ")[::2] for seat in seats]
    return Side(
        name=name,
        code=code,
        seats=tuple(Seat(name=who, office=what, principal=n == 0) for n, (who, what) in enumerate(pairs)),
    )


US: Final = _side(
    "United States", "US", "Donald Trump, President", "JD Vance, Vice President", "Marco Rubio, Secretary of State"
)
COLOMBIA: Final = _side(
    "Colombia",
    "CO",
    "Gustavo Petro, President",
    "Rosa Yolanda Villavicencio, Foreign Minister",
    "Pedro Arnulfo Sánchez Suárez, Defense Minister",
    "Daniel García-Peña Jaramillo, Ambassador to Washington",
    "René Guarín",
)
GUESTS: Final = _side("Organisation for the Prohibition of Chemical Weapons", "", "Somebody Else, Observer")
ARABIC: Final = (
    _side("الولايات المتحدة", "US", "دونالد ترامب, الرئيس", "ماركو روبيو, وزير الخارجية"),
    _side("كولومبيا", "CO", "غوستافو بيترو, الرئيس", "René Guarín, مدير المخابرات (DNI)"),
)


def _seated(side: Side, more: int = 0) -> TableSide:
    """Seat a side at a table, with so many more people, and its last one behind the head."""
    guests = tuple(Seat(name=f"Guest {n} of the delegation", office="Adviser") for n in range(more))
    people = (*side.seats[:-1], *guests, side.seats[-1])
    last = len(people) - 1
    chairs = tuple(
        Chair(
            name=seat.name,
            office=seat.office,
            number=n + 1,
            hand=0 if n == last else (n + 1) // 2 if n % 2 else -(n // 2),
            behind=int(n == last),
        )
        for n, seat in enumerate(people)
    )
    return TableSide(name=side.name, code=side.code, chairs=chairs)


SEVERITIES: Final = (("low", "Low severity"), ("medium", "Medium severity"), ("high", "High severity"))
TRENDS: Final = (("easing", "Easing"), ("steady", "Unchanged"), ("rising", "Rising"))
MARKS: Final = (
    Mark(title="Drug trafficking and decertification", severity="high", trend="easing"),
    Mark(title="Sanctions and the visa", severity="high", trend="easing"),
    Mark(title="Deployments and strikes in the Caribbean", severity="high", trend="steady"),
    Mark(title="Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", severity="low", trend="rising"),
    Mark(title="Deportations", severity="low", trend="easing"),
)


def _spark(*values: str, years: tuple[int, ...] = ()) -> SparkPlot:
    ends = (str(years[0]), str(years[-1])) if years else ("", "")
    dates = tuple(dt.date(year, 1, 1) for year in years)
    return SparkPlot(values=tuple(map(Decimal, values)), dates=dates, ends=ends)


DRAWINGS: Final[dict[str, tuple[Plot, str]]] = {
    "timeline-few": (
        _few("en", "October 2025 (inferred)|November 20, 2025|January 2026|February 3, 2026", "|".join(SAID)),
        "en",
    ),
    "timeline-crowded": (TimelinePlot(moments=_crowded(20), legend=LEGENDS["en"]), "en"),
    "timeline-sixty": (TimelinePlot(moments=_crowded(60), legend=LEGENDS["en"]), "en"),
    "timeline-one-day": (TimelinePlot(moments=tuple(_moment("2026-02-03", label=text) for text in SAID)), "en"),
    "timeline-arabic": (
        _few(
            "ar",
            "أكتوبر 2025 (مستنتج)|20 نوفمبر 2025|يناير 2026|3 فبراير 2026",
            "تفرض وزارة الخزانة عقوبات على الرئيس وأسرته (Clinton List)|مكالمة|اتصال يفتح الطريق أمام المحادثات|لقاء",
        ),
        "ar",
    ),
    "timeline-chinese": (
        _few(
            "zh",
            "2025年10月（推断）|2025年11月20日|2026年1月|2026年2月3日",
            "美国财政部将总统及其家人列入制裁名单，这意味着金融制裁和法律限制|通话|为会谈开辟了道路|两国总统在白宫会晤",
        ),
        "zh",
    ),
    "seating-two": (SeatingPlot(sides=(_seated(US), _seated(COLOMBIA))), "en"),
    "seating-forty": (SeatingPlot(sides=(_seated(US, 37), _seated(COLOMBIA, 35))), "en"),
    "seating-round": (SeatingPlot(sides=(*map(_seated, (US, COLOMBIA)), _seated(US, 3)), form="round"), "en"),
    "seating-round-crowd": (SeatingPlot(sides=tuple(_seated(US, 12) for _ in range(4)), form="round"), "en"),
    "seating-arabic": (SeatingPlot(sides=tuple(map(_seated, ARABIC))), "ar"),
    "sides-two": (SidesPlot(sides=(US, COLOMBIA)), "en"),
    "sides-three": (SidesPlot(sides=(US, COLOMBIA, GUESTS)), "en"),
    "sides-five": (SidesPlot(sides=(US, COLOMBIA, GUESTS, COLOMBIA, US)), "en"),
    "sides-arabic": (SidesPlot(sides=ARABIC), "ar"),
    "tensions": (TensionPlot(marks=MARKS, severities=SEVERITIES, trends=TRENDS), "en"),
    "spark-uneven": (_spark("3.4", "3.5", "3.2", "4.2", years=(1990, 2024, 2025, 2026)), "en"),
    "spark-level": (_spark("5", "5"), "en"),
}
"""Plots, each with the language that it is drawn in."""
