"""Each faulty brief ends with its own answer: the place and the code of every fault, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from communique.brief.load import load, read
from communique.errors import InvalidBrief

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "faulty").glob("*.yaml"))
ANSWER = re.compile(r"^# (error|warning) (\S+) (\S+)$", re.MULTILINE)


def answers(path: Path) -> list[tuple[str, str, str]]:
    """Read the answer at the end of a sample: severity, place in this file or another, code."""
    data = path.read_bytes()
    found = ANSWER.findall(data.replace(b"\0", b"").decode("utf-8", "replace"))
    return [(severity, place, code) for severity, place, code in found]


@pytest.fixture(autouse=True)
def _beside_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES[0].parent)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_faulty_brief_gets_all_its_faults_at_their_places(sample: Path) -> None:
    brief, problems = read(sample.name)

    found = [(str(p.severity), str(p.location).removeprefix(f"{sample.name}:"), p.code) for p in problems]
    assert found == answers(sample) != []
    assert brief is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_fault_comes_with_a_way_out_and_without_jargon(sample: Path) -> None:
    _, problems = read(sample.name)

    for problem in problems:
        assert problem.hint
        assert problem.message[0].islower() or problem.message[0] in "\"'&"
        words = f"{problem.message} {problem.hint}".lower()
        assert not re.search(r"pydantic|validat|dict|tuple|none|str\b|int\b|token|scalar|mapping|traceback", words)
        assert str(sample.parent) not in str(problem)


def test_loading_a_faulty_brief_raises_all_its_problems() -> None:
    with pytest.raises(InvalidBrief) as caught:
        load("all_at_once.yaml")

    assert caught.value.problems == read("all_at_once.yaml")[1]
