"""
What was made before, so that nothing is made twice.

A brief's trace says what was looked at to load it; as long as that is the same,
the brief is not loaded again. A result says which files came of a document in
one format; as long as document, pack, fonts and engines are the same, nothing
is rendered. The files themselves are kept by the hash of their bytes, and none
is given out whose bytes do not match.
"""
