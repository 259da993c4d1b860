"""Writers: nodes to the words of a format; each has write_document, write_section, write_block, write_inline."""
