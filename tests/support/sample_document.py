"""The document that uses every node, and small ones around what a test is about."""

from communique.specimen import HOSTILE, LONG_NAME, PICTURE, document_of, p, sample_document, sample_section, t

__all__ = ["HOSTILE", "LONG_NAME", "PICTURE", "document_of", "p", "sample_document", "sample_section", "t"]
