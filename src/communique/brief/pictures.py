"""
Pictures made safe: PNG, JPEG and SVG, checked, bounded, freed of metadata.

A raster picture is decoded, turned upright and written again, so that nothing
of the file but its pixels is left: no camera, no place, no author, no comment.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from communique.brief.folder import refused
from communique.document.nodes import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

MOST_PIXELS = 50_000_000
"""What is decoded at all: 50 megapixels, a large camera's."""

LONGEST_SIDE = 2_000
"""Pixels that are kept; a page is 8 inches wide, so that this is 250 to the inch."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


def read_picture(data: bytes, name: str) -> Picture:
    """
    Check a picture and make it safe; it carries no alternative text yet.

    Raises:
        PydanticCustomError: the bytes are no picture, a damaged one, or too large a one.

    """
    if data.startswith((_PNG, _JPEG)):
        return _raster(data, name)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        from communique.brief.svg import read_svg

        return read_svg(data, name)
    raise refused("bad-picture", f'"{name}" is not a PNG, JPEG or SVG picture', "Save it as one of these.")


def _raster(data: bytes, name: str) -> Picture:
    image = _decoded(data, name)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    output = io.BytesIO()
    if data.startswith(_JPEG):
        image.convert("RGB").save(output, "JPEG", quality=88, optimize=True)
        return Picture(data=output.getvalue(), media_type="image/jpeg", width=image.width, height=image.height, alt="")
    image.save(output, "PNG", optimize=True)
    return Picture(data=output.getvalue(), media_type="image/png", width=image.width, height=image.height, alt="")


def _decoded(data: bytes, name: str) -> Image:
    """Decode a picture, upright and without its metadata; every slip of the decoder is the file's fault."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), _strict():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
                _refuse_enormous(opened.width, opened.height, name)
                opened.load()
                return _pixels(_in_srgb(ImageOps.exif_transpose(opened)))
    except MemoryError:
        raise _enormous(name) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _enormous(name) from None
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        EOFError,
        ArithmeticError,
        Warning,
    ) as error:
        if type(error).__name__ == "PydanticCustomError":
            raise
        raise refused("bad-picture", f'"{name}" is damaged', "Open it, and save it again as PNG or JPEG.") from None


@contextmanager
def _strict() -> Iterator[None]:
    """Refuse a picture that breaks off; WeasyPrint, once imported, tells Pillow to accept it for the whole process."""
    from PIL import ImageFile

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _refuse_enormous(width: int, height: int, name: str) -> None:
    if width * height > MOST_PIXELS:
        raise _enormous(name)


def _enormous(name: str) -> Exception:
    hint = f"At most {MOST_PIXELS // 1_000_000} megapixels; {LONGEST_SIDE} pixels on the long side are enough."
    return refused("too-large", f'"{name}" has too many pixels', hint)


def _in_srgb(image: Image) -> Image:
    """Turn the colours of a telephone's or a printer's profile into those that stand for themselves without one."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):  # a damaged profile: the colours as they are
        return image


def _pixels(image: Image) -> Image:
    """Copy the pixels alone, in a mode that every reader draws alike."""
    from PIL import Image

    if image.mode.startswith("I"):  # sixteen bits of grey, which a plain conversion turns white
        image = image.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L")
    transparent = image.has_transparency_data
    upright = image.convert("RGBA" if transparent else "L" if image.mode in {"1", "L"} else "RGB")
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    return clean
