"""The rules of the trade: each has a brief that breaks it and one that does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from communique.brief.checks import RULES, Level, check
from communique.brief.load import load
from communique.brief.paper import Paper
from communique.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 2, 1)

QUIET = """\
title: A visit
date: 2026-02-03
bottom_line: They met.
handling: {marking: INTERNAL}
"""
"""A brief without fault."""

NEWS = """\
title: A week
kind: newsletter
date: 2026-02-03
handling: {marking: INTERNAL}
"""
"""A newsletter, which has no story yet."""

SIDES = "delegations: [{name: Colombia}, {name: United States, id: us}]\n"

PAIR = """\
delegations: [{name: A, principal: {name: José Ruiz, id: ruiz}}]
time_zone: UTC
agenda:
- {topic: A, start: 10:00, minutes: 30, room: Library, lead: José Ruiz}
"""
"""A person who is needed at ten."""

SPEAKERS = "delegations: [{{name: X, members: [{{name: A, language: en}}, {{name: B, language: es-CO}}{}]}}]\n"
"""Two people who speak different languages, and whoever else is there."""


class Case(NamedTuple):
    """What breaks a rule, where it is told, and how it is mended; each is added to the quiet brief, or stands for it."""

    code: str
    broken: str
    place: str
    mended: str


CASES = [
    Case("no-bottom-line", "title: A\ndate: 2026\nhandling: {marking: A}\n", "1:8", ""),
    Case(
        "long-bottom-line", QUIET.replace("They met.", "word " * 70), "3:14", QUIET.replace("They met.", "word " * 50)
    ),
    Case(
        "long-bottom-line",
        QUIET.replace("They met.", "|\n  - a\n  - b\n  - c\n  - d\n  - e"),
        "3:14",
        QUIET.replace("They met.", "|\n  - a\n  - b\n  - c\n  - d"),
    ),
    Case(
        "number-without-source",
        "key_figures: [{number: 12, label: Deaths, as_of: 2026}]\n",
        "5:15",
        "key_figures: [{number: 12, label: 'Deaths [@a]', as_of: 2026}]\nsources: [{id: a, title: A}]\n",
    ),
    Case(
        "number-without-source",
        "background: {facts: [{text: 'Trade grew by 12 %.', as_of: 2025}]}\n",
        "5:22",
        "background: {facts: [{text: 'Trade grew by 12 %.', as_of: 2025, attribution: the bank}, Trade grew in 2025.]}\n",
    ),
    Case(
        "number-without-source",
        'sections: [{kind: chart, title: T, table: "Year, A\\n2025, 4"}]\n',
        "5:12",
        'sections: [{kind: chart, title: "T [@a]", table: "Year, A\\n2025, 4"}]\nsources: [{id: a, title: A}]\n',
    ),
    Case(
        "number-without-date",
        'sections: [{kind: chart, title: "T [@a]", table: "Town, A\\nX, 4"}]\nsources: [{id: a, title: A}]\n',
        "5:12",
        'sections: [{kind: chart, title: "T [@a]", table: "Town, A\\nX, 4", as_of: 2025}]\nsources: [{id: a, title: A}]\n',
    ),
    Case(
        "number-without-date",
        "key_figures: [{number: 12, label: Deaths, source: a}]\nsources: [{id: a, title: A}]\n",
        "5:15",
        "key_figures: [{number: 12, label: Deaths, source: a, as_of: 2025}]\nsources: [{id: a, title: A}]\n",
    ),
    Case(
        "number-without-date",
        "background: {facts: ['36 operations [@a].']}\nsources: [{id: a, title: A}]\n",
        "5:22",
        "background: {facts: [{text: '36 operations [@a].', as_of: 2026}]}\nsources: [{id: a, title: A}]\n",
    ),
    Case(
        "unordered-series",
        "key_figures: [{number: 12, label: 'Deaths [@a]', as_of: 2026, series: [{date: 2027, number: 9}]}]\n"
        "sources: [{id: a, title: A}]\n",
        "5:79",
        "key_figures: [{number: 12, label: 'Deaths [@a]', as_of: 2026, series: [{date: 2025, number: 9}]}]\n"
        "sources: [{id: a, title: A}]\n",
    ),
    Case(
        "unordered-series",
        "key_figures: [{number: 12, label: 'Deaths [@a]', as_of: 2026, series: [{date: 2026, number: 9}]}]\n"
        "sources: [{id: a, title: A}]\n",
        "5:79",
        "key_figures: [{number: 12, label: 'Deaths [@a]', as_of: 2026-02, series: [{date: 2026, number: 9}]}]\n"
        "sources: [{id: a, title: A}]\n",
    ),
    Case(
        "quotation-without-speaker",
        "quotations: [{words: He changed., date: 2026}]\n",
        "5:14",
        "quotations: [{words: He changed., date: 2026, speaker: Ana Ruiz}]\n",
    ),
    Case(
        "quotation-without-date",
        "tensions: [{title: Visas, quotations: [{words: He changed., speaker: Ana Ruiz}]}]\n",
        "5:40",
        "tensions: [{title: Visas, quotations: [{words: He changed., speaker: Ana Ruiz, date: 2026}]}]\n",
    ),
    Case(
        "one-sided-tension",
        "tensions: [{title: Visas, positions: [{side: Peru, text: No.}, {side: PERU, text: Never.}]}]\n",
        "5:12",
        "tensions: [{title: Visas, positions: [{side: Peru, text: No.}, {side: Chile, text: Yes.}]}]\n",
    ),
    Case(
        "unknown-side",
        SIDES + "tensions: [{title: A, positions: [{side: usa, text: No.}, {side: colombia, text: Yes.}]}]\n",
        "6:42",
        SIDES + "tensions: [{title: A, positions: [{side: us, text: No.}, {side: Colombia, text: Yes.}]}]\n",
    ),
    Case(
        "uncited-source",
        "sources: [{id: a, title: A}]\n",
        "5:16",
        "subtitle: 'Talks [@a]'\nsources: [{id: a, title: A}]\n",
    ),
    Case(
        "person-twice",
        "delegations: [{name: A, principal: {name: José Ruiz}}, {name: B, members: [{name: JOSE  RUIZ}]}]\n",
        "5:83",
        "delegations: [{name: A, principal: {name: José Ruiz}}, {name: B, members: [{name: Josefa Ruiz}]}]\n",
    ),
    Case(
        "agenda-overlap",
        "time_zone: UTC\nagenda:\n- {topic: B, start: 10:20}\n- {topic: A, start: 10:00, minutes: 30}\n",
        "7:21",
        "time_zone: UTC\nagenda:\n- {topic: B, start: 10:30}\n- {topic: A, start: 10:00, minutes: 30}\n",
    ),
    Case(
        "agenda-overlap",
        "time_zone: UTC\nagenda:\n- {topic: A, start: 9:00, minutes: 120}\n- {topic: B, start: 11:00}\n- {topic: C, start: 10:59}\n",
        "9:21",
        "",
    ),
    Case(
        "agenda-overlap",
        "time_zone: UTC\nagenda:\n- {topic: A, start: 9:00}\n- {topic: B, start: 9:00}\n",
        "8:21",
        "time_zone: UTC\nagenda:\n- {topic: A, start: 9:00}\n- {topic: B, start: 9:01}\n",
    ),
    Case(
        "person-in-two-places",
        PAIR + "- {topic: B, start: 10:00, room: Hall, people: [ruiz]}\n",
        "8:62",
        PAIR + "- {topic: B, start: 10:30, room: Hall, people: [ruiz]}\n",
    ),
    Case(
        "person-in-two-places",
        PAIR + "- {topic: B, start: 10:00, lead: JOSE RUIZ, room: Hall}\n",
        "8:62",
        "",
    ),
    Case(
        "missing-interpreter",
        SPEAKERS.format(""),
        "5:14",
        SPEAKERS.format(", {name: C, interprets: [es, en]}"),
    ),
    Case(
        "missing-interpreter",
        SPEAKERS.format(", {name: C, interprets: [es, en]}") + "agenda: [{topic: T, lead: A, people: [B]}]\n",
        "6:38",
        SPEAKERS.format(", {name: C, interprets: [es, en]}") + "agenda: [{topic: T, lead: A, people: [B, c]}]\n",
    ),
    Case(
        "outside-event",
        "start: 10:00\nend: 11:00\ntime_zone: UTC\nagenda: [{topic: A, start: 10:40, minutes: 30}]\n",
        "8:28",
        "start: 10:00\nend: 11:00\ntime_zone: UTC\nagenda: [{topic: A, start: 10:40, minutes: 20}]\n",
    ),
    Case(
        "outside-event",
        "start: 10:00\nend: 9:00\ntime_zone: UTC\n",
        "6:6",
        "start: 10:00\nend: 10:30\ntime_zone: UTC\n",
    ),
    Case("time-without-zone", "start: 10:00\n", "5:8", "start: 10:00\ntime_zone: UTC\n"),
    Case(
        "time-without-zone",
        "agenda: [{topic: A}, {topic: B, start: 9:00}]\n",
        "5:40",
        "agenda: [{topic: A}, {topic: B, minutes: 9}]\n",
    ),
    Case(
        "vague-date",
        QUIET.replace("2026-02-03", "2026-02") + "start: 10:00\ntime_zone: UTC\n",
        "2:7",
        QUIET.replace("2026-02-03", "2026-02"),
    ),
    Case(
        "two-last-meetings",
        "background:\n  timeline:\n"
        "  - {date: 2025, text: A, last_meeting: true}\n  - {date: 2024, text: B, last_meeting: true}\n",
        "8:41",
        "background:\n  timeline:\n  - {date: 2025, text: A, last_meeting: true}\n  - {date: 2024, text: B}\n",
    ),
    Case(
        "embargo-passed",
        "press_line: {text: We met., embargo: 2026-01-31 23:59 UTC}\n",
        "5:38",
        "press_line: {text: We met., embargo: 2026-02-01 08:00 UTC}\n",
    ),
    Case(
        "expired",
        "lines_to_take: [{text: We welcome you., expires: 2026-01-31}]\n",
        "5:50",
        "lines_to_take: [{text: We welcome you., expires: 2026-02-01}]\n",
    ),
    Case(
        "overdue-question",
        "open_questions: [{question: Who comes?, due: 2026-01-31}]\n",
        "5:46",
        "open_questions: [{question: Who comes?, due: 2026-02-01}]\n",
    ),
    Case(
        "unexplained-acronym",
        "background: |\n  The others met\n  the ELN again, and the ELN left.\n",
        "7:7",
        "background: |\n  The National Liberation Army (ELN) met the FARC (the former rebels).\n",
    ),
    Case(
        "picture-without-alt",
        "arrival: {pictures: [{file: plan.svg}]}\n",
        "5:22",
        "arrival: {pictures: [{file: plan.svg, alt: The hall}]}\n",
    ),
    Case(
        "picture-without-alt",
        "background: |\n  They met.\n\n  ![](plan.svg)\n",
        "8:3",
        "background: |\n  They met.\n\n  ![The hall](plan.svg)\n",
    ),
    Case("unmarked", QUIET.replace("marking: INTERNAL", "note: Keep it"), "4:11", QUIET),
    Case(
        "internal-in-public",
        QUIET.replace("marking: INTERNAL", "audience: public") + "lines_to_take: [{text: A, audience: internal}]\n",
        "5:37",
        "lines_to_take: [{text: A, audience: internal}]\n",
    ),
    Case(
        "sensitive-in-public",
        QUIET.replace("marking: INTERNAL", "marking: A, release: public")
        + "tensions: [{title: A, do_not_raise: [B]}]\n",
        "5:38",
        QUIET.replace("marking: INTERNAL", "marking: A, release: public")
        + "tensions: [{title: A, do_not_raise: [{text: B, audience: internal}]}]\n",
    ),
    Case(
        "past-diary",
        NEWS + "lead: {title: A}\ndiary: [{date: 2026-02-02, text: B}]\n",
        "6:16",
        NEWS + "lead: {title: A}\ndiary: [{date: 2026-02, text: B}, {date: 2026-02-03, text: C}]\n",
    ),
    Case("no-stories", NEWS, "1:8", NEWS + "items: [{title: A}]\n"),
    Case(
        "story-twice",
        NEWS + "lead: other\nitems: [{brief: other, title: Again}]\n",
        "6:17",
        NEWS + "lead: other\nitems: [{title: Again}]\n",
    ),
]

PLAN = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="4" height="2"/></svg>'


@pytest.fixture
def told(write_brief: Callable[..., Path]) -> Callable[[str], list[tuple[str, str]]]:
    """Check a brief, and list the codes with their places."""
    write_brief("other", QUIET)

    def tell(yaml: str) -> list[tuple[str, str]]:
        whole = yaml if yaml.startswith("title:") else QUIET + yaml
        problems = check(load(write_brief("visit", whole, {"plan.svg": PLAN}), Paper), today=TODAY)
        assert all(problem.hint and problem.severity is Severity.WARNING for problem in problems)
        return [(p.code, str(p.location).removeprefix("briefs/visit/brief.yaml:")) for p in problems]

    return tell


def names(cases: list[Case]) -> list[str]:
    return [case.code for case in cases]


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_broken_rule_is_told_at_its_place_and_nothing_else(
    told: Callable[[str], list[tuple[str, str]]], case: Case
) -> None:
    assert told(case.broken) == [(case.code, case.place)]


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_kept_rule_is_silent(told: Callable[[str], list[tuple[str, str]]], case: Case) -> None:
    assert told(case.mended) == []


def test_every_rule_has_a_case_and_a_reason() -> None:
    assert set(names(CASES)) == set(RULES)
    for rule in RULES.values():
        assert rule.reason.endswith(".")
        assert rule.find.__doc__


@pytest.mark.parametrize(("level", "expected"), [("off", []), ("warning", ["warning"]), ("error", ["error"])])
def test_a_rule_can_be_switched_off_or_made_an_error(
    write_brief: Callable[..., Path], level: Level, expected: list[str]
) -> None:
    brief = load(write_brief("visit", QUIET + "start: 10:00\n"))

    problems = check(brief, today=TODAY, settings={"time-without-zone": level})

    assert [str(problem.severity) for problem in problems] == expected


# --- acronyms


@pytest.mark.parametrize(
    "text",
    [
        "The Ejército de Liberación Nacional (ELN) negocia; el ELN espera.",
        "El ELN (Ejército de Liberación Nacional) negocia.",
        "La Unión Europea (la UE), EE. UU., EE.UU. y la ONU.",
        "The Organization of American States (OAS, in Washington) met.",
        "Two NGOs (non-governmental organizations) and an NGO.",
        "JD Vance met PETRO in USD and COP, in Part XIV and under Louis XVI.",
        "THIS WHOLE LINE IS LOUD",
        "This is STRICTLY internal.",
        "See `ELN` at https://example.org/ABC.",
        "The ELN met.\n\n*[ELN]: National Liberation Army",
    ],
)
def test_what_is_spelled_out_or_no_acronym_is_left_alone(
    told: Callable[[str], list[tuple[str, str]]], text: str
) -> None:
    sides = "delegations: [{name: A, members: [{name: JD Vance}, {name: Gustavo Petro}]}]\n"

    assert told(sides + "background: |\n  " + text.replace("\n", "\n  ") + "\n") == []


def test_a_glossary_spells_out_for_the_whole_brief(told: Callable[[str], list[tuple[str, str]]]) -> None:
    glossary = "glossary: [{term: SDN list, meaning: A list of the Treasury.}]\n"

    assert told("subtitle: On the SDN\n" + glossary) == []


@pytest.mark.parametrize("text", ["El ELN negocia.", "Los del ELN, hoy", "«ELN»", "The ELN's men", "Two ELNs"])
def test_an_acronym_that_nobody_explains_is_told(told: Callable[[str], list[tuple[str, str]]], text: str) -> None:
    assert [code for code, _ in told(f"subtitle: {text}\n")] == ["unexplained-acronym"]
