"""A reading as Markdown with pictures, steps, callouts and quotations."""

from collections.abc import Mapping, Sequence
from typing import Any

from courses.kinds.reading.blocks import TEXT_FEATURES
from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.forms.parts import Container, Quotation, Text, split_parts
from courses.transfer.pictures import read_picture
from courses.transfer.problems import Place
from courses.transfer.richtext.from_markdown import Divider, Picture, read_items, read_parts
from courses.transfer.richtext.model import Block, tidy_blocks
from courses.transfer.richtext.to_markdown import escape_text, indent
from courses.transfer.sections import Section
from courses.transfer.values import RichText, give_ids, item_ids, settle_ids, strip_ids

STEP_FEATURES = ["bold", "italic", "link"]
CALLOUT_FEATURES = ["bold", "italic", "link", "ul", "ol"]
_SETTINGS = ["title", "ids"]
_DASH = "—"


class ReadingForm:
    """`title:`, then the text. `ids:` keeps the ids of the parts where they can't be derived."""

    def read(self, section: Section, reading: Reading) -> ReadValue:
        section.settings.refuse_unknown(_SETTINGS)
        body = _Body(reading)
        for part in split_parts(section.body, section.body_place, reading.problems):
            body.add(part)
        body.end_text()
        value: dict[str, Any] = {
            "title": section.settings.text("title"),
            "body": body.items,
        }
        if "ids" in section.settings:
            value = _give_written_ids(value, section, reading)
        places: Places = {
            (): section.place,
            ("title",): section.settings.place_of("title"),
            **body.places,
        }
        return ReadValue(value, places, frozenset({()} if section.settings.broken else body.unread))

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        settings: dict[str, Any] = {"title": value["title"]}
        ids = item_ids(value["body"])
        derived = settle_ids(strip_ids({"body": value["body"]}), None, writing.activity_id)
        if ids != item_ids(derived):
            settings["ids"] = ids
        parts: list[str] = []
        before = ""
        for item in value["body"]:
            if item["type"] == before == "text":
                parts.append("---")
            parts.append(_write_part(item["type"], item["value"], writing))
            before = item["type"]
        return Written(settings, "\n\n".join(parts))


def _give_written_ids(value: dict[str, Any], section: Section, reading: Reading) -> dict[str, Any]:
    place = section.settings.place_of("ids")
    ids = section.settings.data("ids")
    if not isinstance(ids, list) or not all(isinstance(one, str) and one for one in ids):
        reading.problems.add(place, "`ids:` is a list of ids; delete it if in doubt.")
    elif len(ids) != (parts := _count_items(value)) or len(set(ids)) != len(ids):
        reading.problems.add(
            place,
            f"`ids:` has {len(ids)} ids for {parts} parts; delete the whole setting after adding "
            "or removing a part.",
        )
    else:
        return dict(give_ids(value, iter(ids)))
    return value


def _count_items(value: dict[str, Any]) -> int:
    return len(item_ids(value))


class _Body:
    """The reading's parts as a stream's items; text runs on until something else comes."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.items: list[dict[str, Any]] = []
        self.places: Places = {}
        self.unread: set[tuple[str | int, ...]] = set()
        self.text: list[Block] = []
        self.text_place: Place | None = None

    def add(self, part: Container | Quotation | Text) -> None:
        if isinstance(part, Text):
            self._add_text(part)
            return
        self.end_text()
        if isinstance(part, Quotation):
            self._add_item("quotation", {"text": part.text, "source": part.source}, part.place)
        elif part.name == "steps":
            self._add_steps(part)
        else:
            self._add_callout(part)

    def end_text(self) -> None:
        if self.text and self.text_place:
            self._add_item("text", RichText(tidy_blocks(self.text)), self.text_place)
        self.text, self.text_place = [], None

    def _add_text(self, part: Text) -> None:
        features = TEXT_FEATURES
        for place, one in read_parts(
            part.source, part.place, self.reading.findings, features=features
        ):
            if isinstance(one, Divider):
                self.end_text()
            elif isinstance(one, Picture):
                self.end_text()
                self._add_picture(one, place)
            else:
                self.text.append(one)
                self.text_place = self.text_place or place

    def _add_picture(self, picture: Picture, place: Place) -> None:
        image = read_picture(self.reading.folder, picture.file, place)
        alt = picture.alt.strip()
        if image is None:
            self.unread.add(("body", len(self.items), "image"))
        value = {
            "image": {"image": image, "alt_text": alt, "decorative": not alt},
            "caption": picture.caption,
        }
        self._add_item("picture", value, place)

    def _add_steps(self, part: Container) -> None:
        if part.title:
            self.reading.problems.add(part.place, "Steps have no title: `::: steps`.")
        steps = read_items(
            part.source, part.place.down(1), self.reading.findings, features=STEP_FEATURES
        )
        for number, (place, _blocks) in enumerate(steps):
            self.places["body", len(self.items), "steps", number] = place
        items = [{"type": "item", "value": RichText(blocks)} for _place, blocks in steps]
        self._add_item("steps", {"steps": items}, part.place)

    def _add_callout(self, part: Container) -> None:
        kind, _space, title = part.title.partition(" ")
        text = self.reading.rich_text(part.source, part.place.down(1), CALLOUT_FEATURES)
        value = {"type": kind, "title": title.strip(), "text": text}
        self._add_item("callout", value, part.place)

    def _add_item(self, kind: str, value: Any, place: Place) -> None:
        self.places["body", len(self.items)] = place
        self.items.append({"type": kind, "value": value})


def _write_part(kind: str, value: Any, writing: Writing) -> str:
    if kind == "text":
        return writing.markdown(value)
    if kind == "picture":
        return _write_picture(value, writing)
    if kind == "steps":
        steps = (indent(writing.markdown(step["value"]), 2) for step in value["steps"])
        return "\n".join(["::: steps", *(f"- {step}" for step in steps), ":::"])
    if kind == "callout":
        opening = f"::: callout {value['type']} {_one_line(value['title'])}"
        return "\n".join([opening, writing.markdown(value["text"]), ":::"])
    if kind == "quotation":
        return _write_quotation(value["text"], value["source"])
    raise writing.refuse(f"A reading's {kind!r} has no form in files.")


def _write_picture(value: Mapping[str, Any], writing: Writing) -> str:
    image = value["image"]
    name = writing.add_picture(image["image"])
    alt = "" if image["decorative"] else escape_text(_one_line(image["alt_text"] or ""))
    caption = _one_line(value["caption"]).replace("\\", "\\\\").replace('"', '\\"')
    caption = caption.replace("&", "\\&")
    return f'![{alt}]({name} "{caption}")' if caption else f"![{alt}]({name})"


def _write_quotation(text: str, source: str) -> str:
    lines: Sequence[str] = text.replace("\r\n", "\n").split("\n")
    if source or lines[-1].strip().startswith(_DASH):
        lines = [*lines, f"{_DASH} {_one_line(source)}".rstrip()]
    return "\n".join(f"> {line}".rstrip(" ") for line in lines)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", "")
