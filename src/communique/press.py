"""
Step 5 where a PDF goes to people or to a printer: numbered copies, and sheets with the pages in a booklet's order.

Where copies are numbered, the file without a number is not written: whoever
finds it could send it to anybody.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from communique import files
from communique.scripts import right_to_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from communique.copies.distribution import Copies, Distribution, Progress
    from communique.copies.imposition import Imposition
    from communique.copies.letters import Face
    from communique.copies.mark import Words
    from communique.document.nodes import Document
    from communique.output import Output
    from communique.packs.pack import Pack
    from communique.steps import Prepared

PDF: Final = "pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What is made of finished PDFs: numbered copies, imposed sheets, both, or neither."""

    copies: Copies | None = None
    imposition: Imposition | None = None


UNPRESSED: Final = Press()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One brief whose files are finished."""

    prepared: Prepared  #: What they were made of.
    folder: Path  #: Where they go.
    press: Press
    pack: Pack  #: What the marks take their typefaces from.
    draw: Callable[[Prepared], bytes]  #: Makes a PDF of a document: of the register.
    progress: Progress | None = None  #: Is told of every copy that is written.

    @property
    def document(self) -> Document:
        """The document as it was composed."""
        document: Document = pickle.loads(self.prepared.document)  # noqa: S301 -- our own bytes, from one of our workers
        return document


def write(outputs: Sequence[Output], job: Job) -> tuple[Path, ...]:
    """
    Write the finished files of one brief, and what the press makes of them.

    Raises:
        ProblemsFound: a name cannot be drawn; nothing is written.

    """
    if job.press.copies is None:
        made = [*outputs, *_imposed(outputs, job)]
        return files.write(job.folder, {output.name: output.data for output in made})
    numbered = [path for output in outputs if output.format == PDF for path in _numbered(output, job, job.press.copies)]
    others = {output.name: output.data for output in outputs if output.format != PDF}
    return (*numbered, *(files.write(job.folder, others) if others else ()))


def _imposed(outputs: Sequence[Output], job: Job) -> Iterator[Output]:
    """Set the pages of each PDF on sheets, for a file beside it."""
    how = job.press.imposition
    if how is None:
        return
    from communique.copies.imposition import imposed

    rightwards = not right_to_left(job.document.language)
    for output in outputs:
        if output.format == PDF:
            data = imposed(output.data, how, rightwards=rightwards)
            yield replace(output, name=f"{output.name.removesuffix('.pdf')}.{how}.pdf", data=data)


def _numbered(output: Output, job: Job, copies: Copies) -> tuple[Path, ...]:
    """Make the copies of one PDF, and their register."""
    from communique.copies import distribution, register

    document = job.document
    planned = distribution.plan(output.data, copies, stem=output.name.removesuffix(".pdf"))
    page = pickle.dumps(register.page(document, planned.copies))
    listed = replace(job.prepared, kind=register.KIND, stem=register.KIND, document=page, problems=())
    return distribution.make(
        planned,
        job.folder,
        words=_words(document, planned),
        faces=_faces(job.pack),
        imposition=job.press.imposition,
        beside=lambda: ((register.PAGE, job.draw(listed)),),
        progress=job.progress,
    )


def _words(document: Document, planned: Distribution) -> Words:
    """Take the words of the marks; a total only where the numbers go up to it."""
    from communique.copies.mark import Words

    whole = max(copy.recipient.number for copy in planned.copies) == len(planned.copies)
    label = document.labels["copies.copy_of" if whole else "copies.copy"]
    return Words(label, rightwards=not right_to_left(document.language))


def _faces(pack: Pack) -> tuple[Face, ...]:
    from communique.copies.letters import faces

    families = pack.settings["fonts"]
    wanted = ("heading", "body", "arabic", "chinese", "other")
    return faces([families[name] for name in wanted if name in families], pack.fonts())
