"""Whether an SVG picture is a picture and nothing else: it may hold no code and load nothing."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

_SVG = "http://www.w3.org/2000/svg"
_FORBIDDEN = {"script", "foreignobject", "handler", "listener", "iframe", "embed", "object"}
_MOVING = {"animate", "set", "animatetransform", "animatemotion"}
_LINKS = {"href", "src", "base", "data", "from", "to", "values", "by"}
_PICTURE_DATA = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_INSTRUCTION = re.compile(r"<\?(?!xml\s)", re.IGNORECASE)
_URL = re.compile(r"url\(\s*+[\"']?+\s*+(?!#)", re.IGNORECASE)
_CSS = re.compile(r"@import|image-set\s*\(|image\s*\(|src\s*\(|expression\s*\(|\\", re.IGNORECASE)


def find_harm_in_svg(data: bytes) -> str:
    """A sentence on the first thing that an SVG must not hold, or "" for a harmless one."""
    try:
        text = data.decode("utf-8-sig")
        root = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except UnicodeDecodeError:
        return _("The SVG is not UTF-8.")
    except DefusedXmlException:
        return _("The SVG holds a document type or entities; save it as plain SVG.")
    except (ParseError, ValueError, RecursionError):
        return _("This is not a well-formed SVG.")
    if root.tag != f"{{{_SVG}}}svg":
        return _("This is not an SVG: its outermost element must be <svg>.")
    if _INSTRUCTION.search(text):
        return _("The SVG holds a processing instruction, such as a style sheet from elsewhere.")
    return next((harm for element in root.iter() for harm in _harms_of(element)), "")


def _harms_of(element: Element) -> Iterator[str]:
    name = _local(element.tag)
    if name in _FORBIDDEN:
        sentence = _("The SVG holds a <%(name)s>; a picture may hold no code or page.")
        yield sentence % {"name": name}
    if name == "style" and _loads("".join(element.itertext())):
        yield _("The SVG’s style loads something from elsewhere.")
    for attribute, value in element.attrib.items():
        local = _local(attribute)
        if local.startswith("on"):
            yield _("The SVG holds an event handler (%(name)s).") % {"name": local}
        if name in _MOVING and local == "attributename" and _moves_harm(value):
            yield _("The SVG changes %(name)s over time.") % {"name": value[:60]}
        if local in ("href", "src", "base") and not _stays_inside(value):
            yield _("The SVG refers to something outside itself: %(what)s") % {"what": value[:60]}
        if local in _LINKS and "script:" in re.sub(r"\s", "", value).lower():
            yield _("The SVG holds a script in an attribute.")
        if _URL.search(value) or (local == "style" and _loads(value)):
            yield _("The SVG loads something from elsewhere: %(what)s") % {"what": value[:60]}


def _local(name: object) -> str:
    return str(name).rpartition("}")[2].rpartition(":")[2].lower()


def _moves_harm(target: str) -> bool:
    local = _local(target.strip())
    return local in ("href", "src") or local.startswith("on")


def _stays_inside(value: str) -> bool:
    value = value.strip()
    return value.startswith("#") or bool(_PICTURE_DATA.fullmatch(value))


def _loads(css: str) -> bool:
    return bool(_URL.search(css) or _CSS.search(css))
