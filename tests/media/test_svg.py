"""SVG from outside holds no code and loads nothing."""

from pathlib import Path

import pytest

from media.svg import find_harm_in_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inner: str = "", attributes: str = "") -> bytes:
    return f"{HEAD} {attributes}>{inner}</svg>".encode()


@pytest.mark.parametrize(
    "data",
    [
        svg(),
        svg('<defs><path id="a"/></defs><use href="#a"/><use xlink:href="#a"/>'),
        svg('<rect fill="url(#a)"/><rect style="fill:url(\'#a\')"/>'),
        svg('<style>.a{fill:url( "#g" )}</style>'),
        svg('<image href="data:image/png;base64,AAAA"/>'),
        b'<?xml version="1.0" encoding="UTF-8"?>' + svg(),
    ],
)
def test_harmless(data: bytes) -> None:
    assert find_harm_in_svg(data) == ""


@pytest.mark.parametrize(
    "data",
    [
        svg("<script>alert(1)</script>"),
        svg("<SCRIPT/>"),
        svg("<foreignObject><p/></foreignObject>"),
        svg('<iframe src="#a"/>'),
        svg(attributes='onload="x()"'),
        svg('<rect onClick="x()"/>'),
        svg('<a href="javascript:x()"><rect/></a>'),
        svg('<a href="https://x.id"/>'),
        svg('<use xlink:href="other.svg#a"/>'),
        svg('<image href="https://x.id/a.png"/>'),
        svg('<image href="data:image/svg+xml;base64,AAAA"/>'),
        svg('<image href="data:text/html,x"/>'),
        svg('<rect fill="url(https://x.id/a)"/>'),
        svg("<rect style=\"fill:url( '//x.id/a')\"/>"),
        svg("<style>@import '//x.id/a.css';</style>"),
        svg("<style>a{background:image-set('a.png' 1x)}</style>"),
        svg(r"<style>a{background:\75rl(//x.id)}</style>"),
        svg('<animate attributeName="href" to="#a"/>'),
        svg('<set attributeName="onclick" to="x()"/>'),
        svg('<animate attributeName="x" values="java script:x()"/>'),
        svg(attributes='xml:base="https://x.id/"'),
        b'<?xml-stylesheet href="https://x.id/a.css"?>' + svg(),
        b"<!DOCTYPE svg>" + svg(),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + svg("&a;"),
        b"<svg/>",
        b"<html/>",
        b"<svg",
        svg().decode().encode("utf-16"),
        b"\xff",
    ],
)
def test_harmful_or_broken(data: bytes) -> None:
    assert find_harm_in_svg(data)


def test_the_demo_pictures_are_harmless() -> None:
    paths = list(Path("lms/demo").rglob("*.svg"))
    assert paths
    assert {path.name: find_harm_in_svg(path.read_bytes()) for path in paths} == {
        path.name: "" for path in paths
    }
