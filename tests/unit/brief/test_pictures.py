"""Pictures are checked, bounded and freed of all that is not the picture."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from PIL import Image, ImageCms, ImageFile
from PIL.PngImagePlugin import PngInfo
from pydantic_core import PydanticCustomError

from communique.brief import pictures, svg
from communique.brief.pictures import read_picture

RED = (200, 0, 0)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">'


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Write a picture as a file's bytes."""
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def opened(data: bytes) -> Image.Image:
    """Read a picture back, independently."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def refusal(data: bytes) -> str:
    """Read a picture that is refused, and say the code."""
    with pytest.raises(PydanticCustomError) as caught:
        read_picture(data, "picture")
    assert str((caught.value.context or {})["hint"])
    return caught.value.type


def drawn(body: str, head: str = HEAD) -> bytes:
    """Make the bytes of an SVG."""
    return f"{head}{body}</svg>".encode()


def test_a_photograph_loses_camera_place_and_author_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Ana Ruiz"
    exif[0x010F] = "Camera"
    data = saved(Image.new("RGB", (40, 20), RED), "JPEG", exif=exif, comment=b"taken at home")

    picture = read_picture(data, "photo.jpg")

    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 20, 40)
    assert not opened(picture.data).getexif()
    for word in (b"Ana", b"Camera", b"Exif", b"home"):
        assert word not in picture.data


def test_a_png_keeps_its_transparency_and_nothing_else() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Ana Ruiz")
    data = saved(Image.new("RGBA", (4, 4), (*RED, 128)), "PNG", pnginfo=notes, dpi=(300, 300))

    picture = read_picture(data, "logo.png")

    assert (picture.media_type, picture.width, picture.height) == ("image/png", 4, 4)
    assert opened(picture.data).getpixel((1, 1)) == (*RED, 128)
    assert set(re.findall(rb"[a-zA-Z]{4}(?=.)", picture.data)) & {b"tEXt", b"pHYs", b"iCCP", b"eXIf"} == set()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_becomes_one_that_all_readers_know(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    picture = read_picture(saved(Image.new(mode, (8, 8)), kind), "picture")

    assert opened(picture.data).mode in {"L", "LA", "RGB", "RGBA"}


def test_sixteen_bits_of_grey_stay_grey() -> None:
    picture = read_picture(saved(Image.new("I;16", (4, 4), 30_000), "PNG"), "scan.png")

    (grey,) = set(opened(picture.data).convert("L").get_flattened_data())
    assert grey == pytest.approx(30_000 / 257, abs=2)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_colour_profile_is_worked_in_and_left_out(kind: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    red = Image.new("RGB", (8, 8), (255, 0, 0))

    same, green, damaged = (
        opened(read_picture(saved(red, kind, icc_profile=profile), "picture").data)
        for profile in (srgb, swapped, b"nonsense" * 20)
    )

    assert same.getpixel((4, 4)) == pytest.approx((255, 0, 0), abs=3)
    assert green.getpixel((4, 4)) == pytest.approx((0, 255, 0), abs=3)
    assert damaged.getpixel((4, 4)) == pytest.approx((255, 0, 0), abs=3)
    assert not any("icc_profile" in picture.info for picture in (same, green, damaged))


def test_a_large_picture_is_made_smaller() -> None:
    picture = read_picture(saved(Image.new("L", (5000, 1000)), "PNG"), "wide.png")

    assert (picture.width, picture.height) == (pictures.LONGEST_SIDE, 400)


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = saved(Image.effect_noise((64, 64), 50), "PNG")

    assert read_picture(data, "a").data == read_picture(data, "b").data


def bomb(width: int, height: int) -> bytes:
    """Make a PNG that claims a size, with next to no data."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 8000), (50_000, 50_000), (2_000_000_000, 2_000_000_000), (1, 60_000_000)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    assert refusal(bomb(*size)) == "too-large"


def test_a_bomb_in_the_notes_of_a_png_is_refused() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "a" * 80_000_000, zip=True)

    assert refusal(saved(Image.new("L", (4, 4)), "PNG", pnginfo=notes)) in {"bad-picture", "too-large"}


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_breaks_off_is_refused(kind: str, lenient: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process with WeasyPrint too, which lets Pillow accept what breaks off."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    data = saved(Image.effect_noise((64, 64), 50).convert("RGB"), kind)

    for cut in (len(data) // 3, len(data) // 2, len(data) - 200):
        assert refusal(data[:cut]) == "bad-picture"


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7", b"<html><body/></html>", b"<svg", b"\0" * 50],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal(data) == "bad-picture"


def test_a_picture_with_one_byte_changed_is_read_or_refused() -> None:
    data = bytearray(saved(Image.effect_noise((16, 16), 50), "PNG"))

    for at in range(len(data)):
        changed = bytes(data[:at]) + bytes([data[at] ^ 0x5A]) + bytes(data[at + 1 :])
        try:
            read_picture(changed, "picture")
        except PydanticCustomError as error:
            assert error.type in {"bad-picture", "too-large"}  # noqa: PT017 -- most changes are refused, some are not


# --- SVG


def test_an_svg_is_kept_as_drawing_and_drawn_as_pixels() -> None:
    picture = read_picture(drawn('<rect width="20" height="20" fill="#c80000"/><text x="2" y="9">Años</text>'), "a.svg")

    assert (picture.media_type, picture.width, picture.height) == ("image/png", 80, 40)
    assert opened(picture.data).convert("RGB").getpixel((3, 37)) == RED
    assert b"<rect" in picture.vector


def test_an_svg_loses_what_describes_it() -> None:
    head = HEAD.replace(
        ">", ' xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export-filename="/home/ana/a.png">'
    )
    body = "<!-- by Ana --><title>Ana</title><desc>Ana</desc><metadata>Ana</metadata><i:view>Ana</i:view>"
    body += '<g data-name="Ana" i:label="Ana"><text y="9">A<desc>Ana</desc>B</text></g><?ana Ana?>'
    body += '<style>/* Ana */ #Ana{fill:red}</style><path id="Ana" d="M0 0"/><use href="#Ana" fill="url( #Ana )"/>'
    body += '<g display="none"><text>Ana</text></g><g style="fill:red; display: none"><text>Ana</text></g>'

    vector = read_picture(drawn(body, head), "a.svg").vector.decode()

    assert "ana" not in vector.lower()
    assert "inkscape" not in vector
    assert ">AB<" in vector
    (number,) = re.findall(r'<path id="(n\d+)"', vector)
    assert f'<use href="#{number}" fill="url( #{number} )"/>' in vector
    assert f"#{number}{{fill:red}}" in vector


def test_a_colour_in_a_drawing_is_no_name() -> None:
    vector = read_picture(
        drawn('<g id="abc"/><rect fill="#aabbcc" stroke="#abc1" width="9" height="9"/>'), "a.svg"
    ).vector

    assert b'fill="#aabbcc" stroke="#abc1"' in vector


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<rect ONCLICK="alert(1)"/>',
        "<foreignObject><p>words</p></foreignObject>",
        '<image href="http://127.0.0.1:9/x.png"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<use href="other.svg#a"/>',
        '<use xlink:href="file:///etc/passwd#a"/>',
        '<a href="https://example.org"><rect/></a>',
        '<rect fill="url(http://127.0.0.1:9/x.svg#a)"/>',
        "<rect style=\"fill:url( '//127.0.0.1/x' )\"/>",
        '<rect style="fill:u\\72l(http://127.0.0.1:9/)"/>',
        "<style>@import 'http://127.0.0.1:9/x.css';</style>",
        "<style>@font-face{font-family:a;src:url(x.ttf)}</style>",
        "<style>rect{fill:url(x.svg#a)}</style>",
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="x" dur="1s"/>',
        '<filter id="a"><feImage href="x.png"/></filter>',
        '<unknown xmlns="http://www.w3.org/2000/svg"/>',
        '<g id="a"><use href="#a"/></g>',
        '<pattern id="a" width="1" height="1"><rect fill="url(#a)"/></pattern>',
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(body: str) -> None:
    assert refusal(drawn(body)) == "unsafe-picture"


def test_an_svg_with_a_document_type_is_refused_and_nothing_of_it_read() -> None:
    entity = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + drawn("<text>&x;</text>")

    assert refusal(entity) == "unsafe-picture"
    assert refusal(entity.decode().encode("utf-16")) in {"unsafe-picture", "bad-picture"}


def test_an_svg_that_explodes_is_refused() -> None:
    layers = "".join(f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))

    assert refusal(drawn('<g id="l0"><rect/></g>' + layers)) == "too-large"
    assert refusal(drawn("<g>" * 100 + "</g>" * 100)) in {"too-large", "bad-picture"}
    assert refusal(drawn("<rect/>" * (svg.MOST_ELEMENTS + 1))) == "too-large"


@pytest.mark.parametrize(
    "head",
    [
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="10">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="10">',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99999999 10">',
        '<svg width="10" height="10">',
    ],
)
def test_an_svg_without_a_sensible_size_is_refused(head: str) -> None:
    assert refusal(drawn("<rect/>", head)) == "bad-picture"


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">', (60, 20)),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10" width="60">', (120, 40)),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10" width="100%" height="100%">', (60, 20)),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="1in" height="25.4mm">', (192, 192)),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="1000">', (2000, 500)),
    ],
)
def test_an_svg_is_drawn_at_twice_its_size_up_to_a_limit(head: str, size: tuple[int, int]) -> None:
    picture = read_picture(drawn("<rect/>", head), "a.svg")

    assert (picture.width, picture.height) == size
