"""
The rules of the trade: what a brief may hold, and a careful office would not send.

To learn what exists, read `RULES`. Each rule has a code, by which it can be
switched off or made an error, and a reason, which the docs print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from communique.brief import acronyms, clash_rules, newsletter_rules, rules
from communique.brief.newsletter import Newsletter
from communique.brief.paper import Paper
from communique.brief.schema import Brief
from communique.problems import Location, Problem, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from communique.brief.rules import Finding

Level: TypeAlias = Literal["off", "warning", "error"]
"""What becomes of a rule that is broken."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the trade."""

    code: str  #: Stable; the name of the setting.
    find: Callable[[Any, date], Iterable[Finding]]
    reason: str  #: Why the rule exists, in one sentence.
    level: Level = "warning"  #: Unless a setting says otherwise.
    of: type[Paper] = Brief  #: What the rule is for: briefs, newsletters, or any paper.


_TABLE: Final = (
    Rule("no-bottom-line", rules.no_bottom_line, "Many readers read nothing else."),
    Rule("long-bottom-line", rules.long_bottom_line, "A message of more than four lines is not read in the lift."),
    Rule(
        "number-without-source",
        rules.number_without_source,
        "A number that nobody can trace cannot be defended.",
        of=Paper,
    ),
    Rule("number-without-date", rules.number_without_date, "A number changes; without its date it misleads.", of=Paper),
    Rule("unordered-series", rules.unordered_series, "A line that goes back in time shows what never was.", of=Paper),
    Rule(
        "quotation-without-speaker",
        rules.quotation_without_speaker,
        "Words that nobody said cannot be quoted.",
        of=Paper,
    ),
    Rule("quotation-without-date", rules.quotation_without_date, "Old words read as news are a wrong fact.", of=Paper),
    Rule("one-sided-tension", rules.one_sided_tension, "A reader who knows one side's case is not prepared."),
    Rule("unknown-side", rules.unknown_side, "A position that belongs to no delegation is often a slip of the pen."),
    Rule(
        "uncited-source", rules.uncited_source, "A source that nothing cites lends its weight to everything.", of=Paper
    ),
    Rule("person-twice", rules.person_twice, "Nobody sits on both sides of the table."),
    Rule(
        "agenda-overlap", clash_rules.agenda_overlap, "Two items at one time mean that one of them will not take place."
    ),
    Rule("person-in-two-places", clash_rules.person_in_two_places, "Somebody will be waited for, and will not come."),
    Rule("missing-interpreter", clash_rules.missing_interpreter, "Without an interpreter, nothing is said."),
    Rule("outside-event", rules.outside_event, "An item before the meeting starts or after it ends has a wrong time."),
    Rule("time-without-zone", rules.time_without_zone, "A time without its zone makes somebody late."),
    Rule("vague-date", rules.vague_date, "An agenda with times needs the day it is for."),
    Rule("two-last-meetings", rules.two_last_meetings, "Only one meeting can be the last."),
    Rule(
        "embargo-passed", rules.embargo_passed, "An embargo in the past is left over from an older edition.", of=Paper
    ),
    Rule("expired", rules.expired, "A fact past its day must be looked at again before it is printed.", of=Paper),
    Rule("overdue-question", rules.overdue_question, "The answer was promised for a day that has passed."),
    Rule(
        "unexplained-acronym",
        acronyms.unexplained,
        "A guest, or a new colleague, does not know your short forms.",
        of=Paper,
    ),
    Rule(
        "picture-without-alt",
        rules.picture_without_alt,
        "Who cannot see a picture must be told what it shows.",
        of=Paper,
    ),
    Rule("unmarked", rules.unmarked, "An internal paper without a marking is passed on in good faith.", of=Paper),
    Rule(
        "internal-in-public",
        rules.internal_in_public,
        "What no reader of this brief may see is safer in another.",
        of=Paper,
    ),
    Rule("sensitive-in-public", rules.sensitive_in_public, "What must not be raised must not be published either."),
    Rule("past-diary", newsletter_rules.past_diary, "A diary is of what is to come.", of=Newsletter),
    Rule("no-stories", newsletter_rules.no_stories, "A newsletter without a story is not worth a mail.", of=Newsletter),
    Rule("story-twice", newsletter_rules.story_twice, "What is told twice was put together in haste.", of=Newsletter),
)

RULES: Final[dict[str, Rule]] = {rule.code: rule for rule in _TABLE}
"""Every rule by its code, in the order of a brief."""


def check(brief: Paper, *, today: date, settings: Mapping[str, Level] | None = None) -> tuple[Problem, ...]:
    """
    Hold a brief against the rules of the trade.

    Args:
        brief: as loaded.
        today: the day to measure embargoes and expiry against.
        settings: code -> ``off``, ``warning`` or ``error``, for rules that are to differ from their own level.

    Returns:
        What is broken, by place.

    """
    levels = {code: (settings or {}).get(code, rule.level) for code, rule in RULES.items()}
    kept = (rule for rule in RULES.values() if levels[rule.code] != "off" and isinstance(brief, rule.of))
    return in_order(_problem(brief, rule, levels[rule.code], f) for rule in kept for f in rule.find(brief, today))


def _problem(brief: Paper, rule: Rule, level: Level, finding: Finding) -> Problem:
    return Problem(
        message=finding.message,
        code=rule.code,
        location=_place(brief, finding),
        hint=finding.hint,
        severity=Severity(level),
    )


def _place(brief: Paper, finding: Finding) -> Location | None:
    if finding.markup is None or brief._marks is None:  # noqa: SLF001 -- the places belong to the brief
        return brief.locate(finding.path)
    source, at = finding.markup.source, max(finding.offset, 0)
    line, column = source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
    return brief._marks.locate_text(source, finding.markup.file, line, column)  # noqa: SLF001
