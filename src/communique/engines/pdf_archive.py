"""
What makes the file one for the archive as well: PDF/A-3a and PDF/UA-1 at once, with the data attached.

WeasyPrint writes one of the two; the other's mark goes into the same metadata,
where PDF/A asks for a description of each property that it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime

VARIANT: Final = "pdf/a-3a"
"""The standard that WeasyPrint writes."""

_MARK: Final = b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>'

_DESCRIPTION: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""

_END: Final = b"</rdf:RDF>"


def attachments(data: bytes, moment: datetime) -> list[Any]:
    """Attach the data that the document was made from, as PDF/A-3 asks: named, described, dated."""
    if not data:
        return []
    import weasyprint

    described = "The data that this document was made from"
    return [
        weasyprint.Attachment(
            string=data.decode(),
            name="brief.json",
            description=described,
            created=moment,
            modified=moment,
            relationship="Data",
        )
    ]


def settle(pdf: Any) -> None:
    """Add the mark of PDF/UA-1, and take out what PDF/A forbids, the smoothing of pictures, and what stands twice."""
    metadata = next(o for o in pdf.objects if o.reference == pdf.catalog["Metadata"])
    metadata.stream[0] = metadata.stream[0].replace(_END, _MARK + _DESCRIPTION + _END, 1)
    metadata.compress = False  # so that whoever has no PDF library can read it too
    for found in pdf.objects:
        if getattr(found, "extra", {}).get("Subtype") == "/Image":
            found.extra["Interpolate"] = "false"
    if "AF" in pdf.catalog:  # WeasyPrint names each attached file twice
        files = pdf.catalog["AF"]
        files[:] = dict.fromkeys(files)
