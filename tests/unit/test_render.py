"""Step 4: the table of formats, and where a template's errors go."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import jinja2
import pytest

from communique.errors import InvalidPack, RenderError, UsageError
from communique.packs import find_pack
from communique.packs.faults import CODES, mapped_errors
from communique.problems import Location, Problem
from communique.render import OUTPUTS, render
from support.sample_document import sample_document

if TYPE_CHECKING:
    from communique.packs.pack import Pack
    from communique.places import Place


@pytest.fixture
def pack(workspace: Place) -> Pack:
    """A pack of the workspace's own, empty as yet."""
    (workspace.root / "templates" / "mine" / "brief").mkdir(parents=True)
    return find_pack("mine", workspace)


def put(pack: Pack, file: str, text: str) -> None:
    """Write a file of the pack."""
    (pack.place.root / "templates" / "mine" / "brief" / file).write_text(text)


def refused(pack: Pack, name: str = "text") -> Problem:
    """Render one format that its template does not let be made."""
    with pytest.raises(InvalidPack) as error:
        render(sample_document(), pack=pack, formats=[name])
    (problem,) = error.value.problems
    return problem


def test_formats_come_in_the_order_of_the_table_each_with_its_files(pack: Pack) -> None:
    outputs = render(sample_document(), pack=pack, formats=["web", "text", "docx"], stem="brief.public")

    assert [(o.format, o.name, o.media_type) for o in outputs] == [
        ("docx", "brief.public.docx", dict(OUTPUTS["docx"].files)[".docx"]),
        ("text", "brief.public.txt", "text/plain"),
        ("web", "brief.public.web.html", "text/html"),
    ]


def test_the_email_is_a_page_and_a_message(pack: Pack) -> None:
    page, message = render(sample_document(), pack=pack, formats=["email"])

    assert (page.name, message.name) == ("brief.html", "brief.eml")
    assert page.data.startswith(b"<!doctype html>") or page.data.lower().startswith(b"<!doctype")
    assert b"\r\nMessage-ID: <" in message.data


def test_an_unknown_format_is_wrong_use(pack: Pack) -> None:
    with pytest.raises(UsageError, match="formats are: pdf, docx, email, text, web"):
        render(sample_document(), pack=pack, formats=["pdf", "odt"])


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_template_of_the_table_is_in_the_default_pack(pack: Pack, name: str) -> None:
    assert all(pack.find(template) for template in OUTPUTS[name].templates)


def test_an_undefined_name_gets_its_line_and_a_suggestion(pack: Pack) -> None:
    put(pack, "text.txt.j2", "one\n{{ frnt.title }}\n")

    problem = refused(pack)

    assert (problem.code, str(problem.location)) == ("undefined-name", "templates/mine/brief/text.txt.j2:2")
    assert problem.hint == 'did you mean "front"?'


def test_a_fault_in_an_included_file_is_placed_there(pack: Pack) -> None:
    put(pack, "house.css", "a { }\n\n{{ pack.colors.acent }}\n")

    assert str(refused(pack, "web").location) == "templates/mine/brief/house.css:3"


def test_a_mistake_that_a_template_sets_off_in_the_writer_is_placed_in_the_template(pack: Pack) -> None:
    put(pack, "text.txt.j2", "\n{{ sections(3, 4, 5) }}\n")

    problem = refused(pack)

    assert (problem.code, str(problem.location)) == ("template-error", "templates/mine/brief/text.txt.j2:2")


def test_a_template_that_is_not_utf_8_says_so(pack: Pack) -> None:
    (pack.place.root / "templates" / "mine" / "brief" / "text.txt.j2").write_bytes(b"\xff\xfe")

    assert refused(pack).code == "bad-encoding"


def test_all_errors_of_jinja_are_mapped() -> None:
    """A new release of Jinja may bring a new error: it must not reach a user as a trace."""

    def kinds(error: type[jinja2.TemplateError]) -> set[type[jinja2.TemplateError]]:
        return {error}.union(*(kinds(kind) for kind in error.__subclasses__()))

    for kind in kinds(jinja2.TemplateError):
        error = kind.__new__(kind)
        error.args = ("wrong",)
        for name, value in {"lineno": 1, "filename": None, "name": None, "source": None, "translated": False}.items():
            setattr(error, name, value)
        with pytest.raises(InvalidPack), mapped_errors():
            raise error
    assert all(issubclass(kind, Exception) for kind in CODES)


def test_errors_that_no_template_set_off_are_left_alone() -> None:
    with pytest.raises(ZeroDivisionError), mapped_errors():
        raise ZeroDivisionError


def test_problems_survive_the_way_home_from_a_worker() -> None:
    problem = Problem(message="wrong", code="wrong", location=Location("a", 1, 2), hint="mend it")

    for kind in (InvalidPack, RenderError):
        again = pickle.loads(pickle.dumps(kind([problem])))
        assert (type(again), again.problems) == (kind, (problem,))
