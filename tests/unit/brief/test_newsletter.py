"""A newsletter refers to briefs: which it may, what it takes from them, and what a fault says."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from communique.brief.draft import draft
from communique.brief.load import load, read
from communique.brief.newsletter import Newsletter
from communique.brief.paper import Paper
from communique.brief.schema import Brief
from communique.document.nodes import Cite
from communique.document.walk import walk
from communique.edition import edit
from communique.errors import InvalidBrief

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.brief.base import Audience
    from communique.problems import Problem

    Write = Callable[..., Path]

PUBLIC = "handling: {audience: public}\nimprint: {publisher: We, address: [1 Street]}\n"
HEAD = "kind: newsletter\ntitle: A week\ndate: 2026-02-07\n"
VISIT = "title: A visit\ndate: 2026-02-03\nbottom_line: They met [@report].\nsources: [{id: report, title: A report}]\n"
OPEN = "handling: {audience: public}\n"


def problems_of(folder: Path) -> list[Problem]:
    return list(read(folder, Paper)[1])


def told(folder: Path, audience: Audience | None = None, **more: str) -> Newsletter:
    return edit(load(folder, Newsletter), audience=audience, **more).brief  # type: ignore[arg-type]


# --- what it takes


def test_a_story_takes_from_its_brief_what_it_does_not_say(write_brief: Write) -> None:
    write_brief("visit", VISIT)
    folder = write_brief("week", HEAD + "lead: visit\nitems: [{brief: visit, title: In our words, date: 2026-02-04}]\n")

    newsletter = told(folder)

    assert newsletter.lead is not None
    assert [s.title.text for s in newsletter.stories if s.title] == ["A visit", "In our words"]
    assert [s.text.text for s in newsletter.stories if s.text] == ["They met.", "They met."]
    assert [str(s.date) for s in newsletter.stories] == ["2026-02-03", "2026-02-04"]
    assert [source.id for source in newsletter.sources] == ["report"]
    assert newsletter.briefs == {}  # nothing is left of what its readers may not see


def test_two_sources_of_one_name_are_told_apart(write_brief: Write) -> None:
    write_brief("visit", VISIT)
    write_brief("talks", VISIT.replace("A report", "Another"))
    newsletter = told(write_brief("week", HEAD + "items: [visit, talks]\n"))

    cited = [n.source for s in newsletter.items if s.text for n in walk(s.text.blocks) if isinstance(n, Cite)]

    assert cited == ["report", "talks-report"] == [source.id for source in newsletter.sources]


def test_a_source_that_the_readers_may_not_see_is_not_cited(write_brief: Write) -> None:
    write_brief("visit", OPEN + VISIT.replace("{id: report", "{id: report, audience: internal"))
    newsletter = told(write_brief("week", HEAD + PUBLIC + "items: [visit]\n"))

    assert newsletter.sources == ()


def test_a_public_brief_has_its_page_and_an_internal_one_has_none(write_brief: Write) -> None:
    write_brief("visit", OPEN + VISIT)
    write_brief("talks", VISIT)
    folder = write_brief("week", HEAD + "items: [visit, talks, {brief: visit, link: 'https://a.example/'}]\n")

    links = [story.link for story in told(folder, address="https://office.example/briefs").items]

    assert links == ["https://office.example/briefs/visit/", None, "https://a.example/"]
    assert [story.link for story in told(folder).items] == [None, None, "https://a.example/"]


def test_its_stories_are_in_its_language_where_the_brief_is_translated(write_brief: Write) -> None:
    spanish = "language: es\ntexts:\n  title: {from: A visit, to: Una visita}\n"
    write_brief("visit", VISIT, {"brief.es.yaml": spanish})
    folder = write_brief("week", HEAD + "lead: visit\n", {"brief.es.yaml": "language: es\ntexts: {}\n"})

    newsletter = told(folder, language="es")

    assert newsletter.lead is not None
    assert newsletter.lead.title is not None
    assert newsletter.lead.title.text == "Una visita"


def test_staff_read_the_marking_and_the_embargo_of_a_brief_beside_its_story(write_brief: Write) -> None:
    write_brief("visit", VISIT + "handling: {marking: SECRET, embargo: 2026-02-08 09:00 UTC}\n")
    (story,) = told(write_brief("week", HEAD + "items: [visit]\n")).items

    assert (story.marking, str(story.embargo)) == ("SECRET", "2026-02-08 09:00 UTC")


# --- what it may not


def test_an_internal_brief_in_a_public_newsletter_is_a_fault_that_names_both(write_brief: Write) -> None:
    write_brief("visit", VISIT)

    (problem,) = problems_of(write_brief("week", HEAD + PUBLIC + "items: [visit]\n"))

    assert problem.code == "internal-brief"
    assert '"week"' in problem.message
    assert '"visit"' in problem.message
    assert str(problem.location) == "briefs/week/brief.yaml:6:9"


@pytest.mark.parametrize(
    ("handling", "story"),
    [
        ("{audience: internal, release: public}", "{brief: visit, audience: internal}"),
        ("{audience: internal}", "visit"),
    ],
)
def test_it_is_none_where_the_public_does_not_read_the_story(write_brief: Write, handling: str, story: str) -> None:
    write_brief("visit", VISIT)
    rest = PUBLIC.replace("{audience: public}", handling)
    folder = write_brief("week", f"{HEAD}{rest}items: [{story}]\n")

    assert problems_of(folder) == []


@pytest.mark.parametrize(
    ("embargo", "own", "codes"),
    [
        ("2026-02-06 23:00 UTC", "", []),  # a day before
        ("2026-02-07 09:00 UTC", "", ["embargoed-brief"]),  # nobody knows at what hour it comes out
        ("2026-02-07 09:00 UTC", ", embargo: 2026-02-07 08:59 UTC", ["embargoed-brief"]),
        ("2026-02-07 09:00 UTC", ", embargo: 2026-02-07 04:00 America/New_York", []),  # the same moment
        ("2026-03-01 09:00 UTC", "", ["embargoed-brief"]),
    ],
)
def test_nothing_is_out_before_its_embargo_ends(write_brief: Write, embargo: str, own: str, codes: list[str]) -> None:
    write_brief("visit", VISIT + f"handling: {{audience: public, embargo: {embargo}}}\n")
    folder = write_brief("week", HEAD + PUBLIC.replace("public}", f"public{own}}}") + "items: [visit]\n")

    found = problems_of(folder)

    assert [problem.code for problem in found] == codes
    assert all('"visit"' in p.message and '"week"' in p.message for p in found)


def test_a_public_newsletter_says_where_the_office_is(write_brief: Write) -> None:
    folder = write_brief("week", HEAD + "handling: {audience: public}\nimprint: {publisher: We}\n")

    assert [problem.code for problem in problems_of(folder)] == ["missing-imprint"]


@pytest.mark.parametrize(
    ("story", "code", "hint"),
    [
        ("vist", "unknown-brief", 'did you mean "visit"?'),
        ("last-week", "not-a-brief", "Refer to the briefs that it took its stories from."),
        ("week", "not-a-brief", "Refer to the briefs that it took its stories from."),
        ("broken", "faulty-brief", "`communique check broken` lists them."),
        ("{date: 2026}", "empty-story", "Write `brief:` with the name of a brief, or `title:` and `text:`."),
        ("../week", "bad-form", "Write small letters a to z, digits and single dashes: trade-talks."),
    ],
)
def test_what_a_story_may_not_be_about(write_brief: Write, story: str, code: str, hint: str) -> None:
    write_brief("visit", VISIT)
    write_brief("last-week", HEAD + "items: [week]\n")
    write_brief("broken", "title: A\n")

    (problem,) = problems_of(write_brief("week", f"{HEAD}items: [{story}]\n"))

    assert (problem.code, problem.hint) == (code, hint)
    assert problem.location is not None
    assert problem.location.line == 4


def test_a_brief_that_lies_elsewhere_is_not_read(write_brief: Write, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "brief.yaml").write_text(VISIT)
    folder = write_brief("week", HEAD + "items: [visit]\n")
    (folder.parent / "visit").symlink_to(tmp_path / "elsewhere")

    assert [problem.code for problem in problems_of(folder)] == ["unknown-brief"]


def test_a_newsletter_that_was_never_loaded_has_no_briefs() -> None:
    newsletter = Newsletter.model_validate(
        {"kind": "newsletter", "title": "A", "date": "2026", "items": [{"brief": "visit"}]}
    )

    with pytest.raises(InvalidBrief) as caught:
        edit(newsletter)
    assert [problem.code for problem in caught.value.problems] == ["unknown-brief"]


# --- which of the two it is


def test_what_is_asked_for_is_what_is_loaded(write_brief: Write) -> None:
    brief, newsletter = write_brief("visit", VISIT), write_brief("week", HEAD)

    assert isinstance(load(brief, Paper), Brief)
    assert isinstance(load(newsletter, Paper), Newsletter)
    with pytest.raises(InvalidBrief, match=r"week/brief.yaml:1:7: error: this is a newsletter, and a brief is needed"):
        load(newsletter)


def test_a_fault_knows_the_fields_of_a_newsletter(write_brief: Write) -> None:
    (problem,) = problems_of(write_brief("week", HEAD + "itmes: []\n"))

    assert (problem.code, problem.hint) == ("unknown-field", 'did you mean "items"?')


def test_a_slip_in_the_kind_is_told(write_brief: Write) -> None:
    (problem,) = problems_of(write_brief("week", HEAD.replace("newsletter", "newsleter")))

    assert (problem.code, problem.hint) == ("unknown-value", 'did you mean "newsletter"?')


# --- drafts


def test_a_draft_has_the_briefs_of_its_days_by_date(write_brief: Write) -> None:
    paths = [
        write_brief("late", OPEN + VISIT.replace("02-03", "02-05")),
        write_brief("early", VISIT),
        write_brief("month", VISIT.replace("2026-02-03", "2026-02")),
        write_brief("year", VISIT.replace("2026-02-03", "2026")),
        write_brief("old", VISIT.replace("02-03", "01-31")),
        write_brief("printed", VISIT.replace("02-03", "01-09") + "version: {published: 2026-02-02}\n"),
        write_brief("soon", VISIT.replace("02-03", "02-20").replace("A visit", '"A *visit*: soon"')),
        write_brief("week", HEAD),
        write_brief("broken", "title: A\n"),
    ]

    made = draft(paths, date(2026, 2, 1), date(2026, 2, 7))

    lines = [line.strip().partition(" #")[0] for line in made.stories.splitlines() if re.match(r"\s*(- )?brief:", line)]
    assert lines == ["brief: printed", "- brief: month", "- brief: early", "- brief: late"]
    assert made.stories.count("audience: internal") == 3
    assert "finds faults in them: broken" in made.stories
    assert made.diary.splitlines()[2:] == [
        "  - date: 2026-02-20",
        '    text: "A visit: soon" # soon',
        "    audience: internal # so is the brief",
    ]
