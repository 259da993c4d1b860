"""
What each field of the data model means: the text that stands below it in the source.

Read where it is shown, in the schema, the tables of the docs and some hints; to
read it with every import would take a quarter of the time of `check`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel


@cache
def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Tell what the fields of a model mean, its bases' included."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if kind.__module__.startswith("communique."):
            found |= _written(kind)
    return {name: text for name, text in found.items() if name in model.model_fields}


@cache
def _written(kind: type) -> dict[str, str]:
    (written,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    body = written.body if isinstance(written, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
