"""Every valid brief, whatever stands in it, becomes every format, and each carries all of it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from communique.problems import faults
from support import strategies
from support.straight_line import document_of, missing_from, outputs_of


def _holds(brief: strategies.Data, *formats: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(strategies.written(brief, Path(folder) / "generated"))
    outputs = outputs_of(document, *formats)
    assert [problem for output in outputs for problem in faults(output.problems)] == []
    assert [piece for output in outputs for piece in missing_from(document, output)] == []


@pytest.mark.parametrize("form", ["docx", "email", "text", "web"])
@given(brief=strategies.briefs())
def test_a_valid_brief_is_built_and_carries_every_piece(form: str, brief: strategies.Data) -> None:
    _holds(brief, form)


def _left_to_right(text: str) -> str:
    """Leave out Arabic and Hebrew: no reader of PDF gives their words back in the order they were written."""
    return re.sub(r"[\u0590-\u06ff]+", "x", text)


@settings(max_examples=5)
@given(brief=strategies.briefs())
def test_a_valid_brief_becomes_a_pdf_that_carries_every_piece(brief: strategies.Data) -> None:
    _holds(strategies.reworded(brief, _left_to_right), "pdf")
