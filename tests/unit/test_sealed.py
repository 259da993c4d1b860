"""What a section was made of travels with the document, unopened."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

from communique.brief.folder import Folder
from communique.brief.markup import Prose
from communique.brief.sections.open_questions import OpenQuestion
from communique.document.nodes import Section
from communique.document.sealed import Sealed
from communique.places import Place
from communique.steps import Order, prepare

if TYPE_CHECKING:
    from pathlib import Path

BRIEF = """\
title: Fish
date: 2026-02-03
open_questions:
  - question: "Who *pays*?"
"""

FINISH = """\
import json, pickle, sys
from communique.places import Place, shipped
from communique.steps import finish
prepared = pickle.load(sys.stdin.buffer)
outputs = finish(prepared, format="text", pack="default", place=Place(shipped()), pages=400).outputs
print(json.dumps([outputs[0].data.decode(), sorted({name.split(".")[0] for name in sys.modules})]))
"""


def test_a_process_that_renders_never_imports_the_models_of_a_brief(tmp_path: Path) -> None:
    (tmp_path / "brief.yaml").write_text(BRIEF, encoding="utf-8")
    prepared = prepare(Order(path=tmp_path, place=Place(tmp_path), today=date(2026, 1, 1)))

    done = subprocess.run(
        [sys.executable, "-P", "-c", FINISH], input=pickle.dumps(prepared), capture_output=True, check=True
    )

    text, modules = json.loads(done.stdout)
    assert "Who pays?" in text
    assert "pydantic" not in modules
    assert "communique" in modules


def test_a_template_in_another_process_finds_the_field(tmp_path: Path) -> None:
    (tmp_path / "brief.yaml").write_text(BRIEF, encoding="utf-8")
    prepared = prepare(Order(path=tmp_path, place=Place(tmp_path), today=date(2026, 1, 1)))

    (section,) = pickle.loads(prepared.document)

    assert section.kind == "open_questions"
    assert [type(question) for question in section.data] == [OpenQuestion]
    assert section.data[0].question.text == "Who pays?"


def test_it_goes_on_unopened_from_process_to_process_and_opens_the_same() -> None:
    once = pickle.loads(pickle.dumps(Sealed({"a": 1})))
    twice = copy.copy(once)

    assert once.value == twice.value == {"a": 1}
    assert once.value is once.value


def test_a_text_takes_no_other_text_of_its_brief_along(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    shown = Prose("For all", folder=folder)
    for text in (shown, Prose("Not for the public", folder=folder)):
        folder.note(text)

    sent = pickle.dumps(Section(id="x", kind="text", title=(), blocks=(), made_of=Sealed(shown)))

    assert b"For all" in sent
    assert b"Not for the public" not in sent
