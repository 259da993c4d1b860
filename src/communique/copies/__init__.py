"""
Numbered copies: one finished PDF made into a file for each recipient, and back from a file to whose copy it is.

    recipients.py    a table of recipients -> Recipients
    token.py         number and name -> a token, under the key of key.py
    letters.py       names -> outlines, in any script that a face has
    mark.py          a recipient -> the marks of a copy
    master.py        a PDF and all marks -> a master with fields; a copy is the master with its fields filled
    distribution.py  all copies and the register.py, written at once
    whose.py         a PDF -> whose copy it is
    imposition.py    pages -> sheets for a printer
"""

from __future__ import annotations

from communique.copies.distribution import Copies, Distribution, make, plan

__all__ = ["Copies", "Distribution", "make", "plan"]
