"""Pictures as a message refers to them: by an identifier made from their bytes, or written out in the page itself."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from communique.document.nodes import Picture
from communique.document.walk import walk

if TYPE_CHECKING:
    from communique.document.nodes import Document


def content_id(picture: Picture) -> str:
    """Name a picture for ``cid:`` addresses (RFC 2392); the same bytes have the same name."""
    return f"{hashlib.sha256(picture.data).hexdigest()[:24]}@communique.invalid"


def pictures_of(document: Document) -> dict[str, Picture]:
    """Collect the pictures of a document by their content identifiers, in order, each once."""
    return {content_id(node): node for node in walk(document) if isinstance(node, Picture)}


def embed(html: str, document: Document) -> str:
    """Write the pictures of a document into its e-mail page, so that the file stands alone."""
    for name, picture in pictures_of(document).items():
        data = base64.b64encode(picture.data).decode("ascii")
        html = html.replace(f'"cid:{name}"', f'"data:{picture.media_type};base64,{data}"')
    return html
