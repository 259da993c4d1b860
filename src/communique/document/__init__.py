"""The document tree: neutral blocks and inlines, the same for every format."""
