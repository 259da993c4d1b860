"""Every broken brief is refused, with a place in its file, and nothing but a problem comes of it."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.brief.load import read
from communique.brief.schema import Brief
from communique.problems import Problem, faults
from support import strategies
from support.strategies import Data, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import DataObject
    from pydantic import BaseModel


def _faults(text: str | bytes) -> tuple[Problem, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = strategies.written({}, Path(folder)) / "brief.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        brief, problems = read(path)
    assert (brief is None) == bool(faults(problems))
    return faults(problems)


def _located(problems: tuple[Problem, ...], text: str) -> bool:
    """Whether there are problems, each with a line of the file, a code and a message of one line."""
    lines = text.count("\n") + 1
    return bool(problems) and all(
        p.location is not None
        and 1 <= p.location.line <= lines
        and p.location.column >= 1
        and re.fullmatch(r"[a-z]+(-[a-z]+)*", p.code)
        and "\n" not in p.message
        for p in problems
    )


def _text(brief: Data) -> str:
    return json.dumps(brief, ensure_ascii=False, indent=1)


def _groups(data: Any) -> Iterator[Data]:
    if isinstance(data, dict):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from _groups(inner)


def _rename(brief: Data, draw: DataObject) -> None:
    group = draw.draw(st.sampled_from([g for g in _groups(brief) if g]))
    name = draw.draw(st.sampled_from(sorted(group)))
    group[f"{name}_"] = group.pop(name)


def _leave_out(brief: Data, draw: DataObject) -> None:
    groups: list[tuple[Data, type[BaseModel]]] = [(brief, Brief), *strategies.parts_of(brief)]
    needed = [(g, name) for g, model in groups for name, f in model.model_fields.items() if f.is_required()]
    group, name = draw.draw(st.sampled_from(needed))
    del group[name]


def _mistype(brief: Data, draw: DataObject) -> None:
    group = draw.draw(st.sampled_from([g for g in _groups(brief) if g]))
    name = draw.draw(st.sampled_from(sorted(group)))
    group[name] = {"nonsense": 1} if not isinstance(group[name], dict) else [[1]]


def _reword(change: Callable[[str], str]) -> Callable[[Data, DataObject], None]:
    def mutate(brief: Data, draw: DataObject) -> None:
        texts = [(g, name) for g in _groups(brief) for name, value in g.items() if isinstance(value, Words)]
        group, name = draw.draw(st.sampled_from(texts))
        group[name] = change(group[name])

    return mutate


MUTATIONS = {
    "a field with an unknown name": _rename,
    "a field that is needed left out": _leave_out,
    "a value of another type": _mistype,
    "an override of the direction": _reword(lambda text: text + " \u202e drawkcab"),
    "a control character": _reword(lambda text: text + " \u0007"),
    "nothing but space": _reword(lambda _: "   "),
}


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
@given(brief=strategies.briefs(), draw=st.data())
def test_a_brief_with_one_fault_is_refused_with_its_place(
    mutation: Callable[[Data, DataObject], None], brief: Data, draw: DataObject
) -> None:
    broken = copy.deepcopy(brief)
    mutation(broken, draw)
    assert _located(_faults(_text(broken)), _text(broken))


@pytest.mark.parametrize(
    ("added", "code"),
    [
        (" [@nobody-at-all]", "unknown-source"),
        (" <script>alert(1)</script>", "raw-html"),
        (" [here](javascript:alert(1))", "bad-link"),
        (" [here](file:///etc/passwd)", "bad-link"),
    ],
)
@given(brief=strategies.briefs())
def test_markup_that_is_not_allowed_is_refused_on_its_line(added: str, code: str, brief: Data) -> None:
    broken = {**brief, "title": f"A title{added}"}
    (line,) = (n for n, text in enumerate(_text(broken).split("\n"), 1) if text.startswith(' "title"'))
    assert (code, line) in [(p.code, p.location.line) for p in _faults(_text(broken)) if p.location]


@given(brief=strategies.briefs())
def test_a_field_given_twice_is_refused_at_the_second(brief: Data) -> None:
    text = _text(brief).removesuffix("\n}") + ',\n "title": "Another"\n}'
    problems = _faults(text)
    assert [(p.code, p.location.line) for p in problems if p.location] == [("duplicate-field", text.count("\n"))]


@given(brief=strategies.briefs(), draw=st.data())
def test_a_file_that_breaks_off_is_refused_with_a_place(brief: Data, draw: DataObject) -> None:
    text = _text(brief)
    torn = text[: draw.draw(st.integers(1, len(text) - 1))]
    assert _located(_faults(torn), torn)


@given(text=st.text())
def test_any_text_at_all_is_read_without_a_traceback(text: str) -> None:
    assert _faults(text.encode("utf-8", "surrogatepass"))


@given(data=st.binary())
def test_any_bytes_at_all_are_read_without_a_traceback(data: bytes) -> None:
    assert _faults(data)
