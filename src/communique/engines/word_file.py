"""The Word file as a file: opened with suspicion, cleaned of whoever made it, packed the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC
from typing import TYPE_CHECKING, Any

from lxml import etree

from communique.document.urls import refusal
from communique.document.walk import plain
from communique.engines.word_language import word_language
from communique.engines.word_slots import W
from communique.ooxml import DECLARATION, clean, element
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.document.nodes import Document

PRODUCT = "Communiqué"
EPOCH = (1980, 1, 1, 0, 0, 0)
LARGEST = 100_000_000  #: Bytes of a letter when unpacked.
LONGEST = 255  #: Characters of a property.

_FETCHING = frozenset(
    ("INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "DDE", "DDEAUTO", "LINK", "DATABASE", "RD")
)
_PRIVATE = ("custom-properties", "thumbnail", "/glossaryDocument", "/attachedTemplate", "/people")
_REVIEW = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "commentReference"))


class Unreadable(Exception):
    """The file is no Word file that could be a letter; the message says why."""


def open_letter(data: bytes) -> Any:
    """Open a letter with docxtpl."""
    from docxtpl import DocxTemplate

    try:
        _check(data)
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
        template.docx.styles  # noqa: B018 - fails here rather than half-way
    except Unreadable:
        raise
    except Exception as error:  # zipfile, lxml and python-docx have no common error for a broken file
        raise Unreadable("it is not a Word file (.docx), or it is damaged") from error
    return template


def _check(data: bytes) -> None:
    """Refuse what is too large when unpacked, and a part that declares entities: no Word file has any."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
            raise Unreadable(f"it unpacks to more than {LARGEST // 1_000_000} MB")
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(entry).replace(b"\0", b""):
                raise Unreadable(f"{entry.filename} declares a document type")


def suspicions(docx: Any, file: str) -> Iterator[Problem]:
    """Go through what a letter must not bring along: what is fetched from elsewhere, macros, remarks of its authors."""
    where = Location(file)
    for owner in (docx.part.package, *docx.part.package.iter_parts()):
        yield from _suspicious_targets(owner, where)
    for part in docx.part.package.iter_parts():
        if "vbaProject" in part.content_type or "macroEnabled" in part.content_type:
            yield Problem(message="the letter holds macros", code="macros", location=where, hint="Save it as .docx.")
        yield from _suspicious_text(part.blob, where) if part.content_type.endswith("xml") else ()


def _suspicious_targets(owner: Any, where: Location) -> Iterator[Problem]:
    for rel in owner.rels.values():
        link = rel.reltype.endswith("/hyperlink")
        if rel.is_external and not (link and not refusal(rel.target_ref)):
            hint = "Put the picture into the file, and save the file without a template of its own."
            yield Problem(
                message=f"the letter {'links to' if link else 'fetches'} something outside: {rel.target_ref[:200]}",
                code="external-reference",
                location=where,
                hint="A link leads to https:, http:, mailto: or tel:." if link else hint,
            )


def _fields(root: etree._Element) -> Iterator[str]:
    """Name the fields of a part, in capitals; Word cuts an instruction into runs as it likes, and fields nest."""
    code = ""
    for node in root.iter(f"{W}instrText", f"{W}fldChar", f"{W}fldSimple"):
        begins = node.tag != f"{W}instrText"
        code += "\n" * begins + (node.get(f"{W}instr") or node.text or "")
    yield from (words[0].upper() for line in code.split("\n") if (words := line.split()))


def _suspicious_text(blob: bytes, where: Location) -> Iterator[Problem]:
    root = _xml(blob)
    if root is None:
        return
    for found in sorted(_FETCHING.intersection(_fields(root))):
        yield Problem(
            message=f"the letter has a field that fetches something: {found}", code="external-reference", location=where
        )
    if next(root.iter(*_REVIEW), None) is not None:
        hint = "Accept all changes and delete all comments: every reader would see them."
        yield Problem(
            message="the letter has tracked changes or comments", code="letter-remarks", location=where, hint=hint
        )


def _xml(blob: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


# --- what the file says of itself -------------------------------------------


def describe(docx: Any, document: Document) -> None:
    """Set every property of the file, so that nothing of the letter's author is left."""
    core = docx.core_properties
    author = ", ".join(document.authors)
    moment = document.moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    texts = {
        "title": document.title,
        "subject": plain(document.front.subtitle),
        "author": author,
        "last_modified_by": author or PRODUCT,
        "category": plain(document.front.kicker),
        "keywords": document.front.marking,
        "comments": document.summary,
        "content_status": "",
        "identifier": "",
        "version": "",
        "language": word_language(document.prose_language),
    }
    for name, words in texts.items():
        setattr(core, name, _property(words))
    core.created = core.modified = moment
    core.revision = 1
    _drop(core._element, "lastPrinted")  # noqa: SLF001 - python-docx sets a property, it takes none away
    for part in docx.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = _application()  # noqa: SLF001 - the part is a plain one


def _property(words: str) -> str:
    one_line = " ".join(clean(words).split())
    return one_line if len(one_line) <= LONGEST else one_line[: LONGEST - 1] + "…"


def _application() -> bytes:
    uri = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return (DECLARATION + element("Properties", element("Application", PRODUCT), xmlns=uri)).encode()


def _drop(root: etree._Element, *names: str) -> None:
    for node in list(root.iter(*(f"{{*}}{name}" for name in names))):
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


def forget(docx: Any) -> None:
    """Take out what Word keeps of its users: revision marks, custom properties, the path of a template."""
    package = docx.part.package
    for owner in (package, *package.iter_parts()):
        for key, rel in list(owner.rels.items()):
            if rel.reltype.endswith(_PRIVATE):
                del owner.rels[key]
    _drop(docx.settings.element, "rsids", "attachedTemplate", "mailMerge", "docVars", "proofState")
    for root in (docx.part.element, docx.styles.element, docx.settings.element):
        for node in root.iter():
            for name in [name for name in node.attrib if re.search(r"}(rsid\w*|paraId|textId)$", name)]:
                del node.attrib[name]


def pack(docx: Any) -> bytes:
    """Write the file: its parts in order, without the time of day."""
    loose, tight = io.BytesIO(), io.BytesIO()
    docx.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(tight, "w") as target:
        for name in sorted(source.namelist()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=6)
    return tight.getvalue()
