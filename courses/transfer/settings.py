"""YAML settings that know the line of each name: front matter, and the head of an activity."""

import math
import re
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import yaml
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from courses.transfer.keys import as_uuid
from courses.transfer.problems import Place, Problems

_TAG = "tag:yaml.org,2002:"
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class _BadData(Exception):
    """A node that holds more than JSON can; `args` are the line (from 0) and a sentence."""


class _AliasUsed(Exception):
    """YAML that refers back to a part of itself; `args` are the line (from 0)."""


@dataclass(slots=True)
class Settings:
    """A YAML mapping. Whatever is asked for and wrong becomes a problem at its line.

    `broken` is set where the YAML could not be read: the values are empty then, and nothing more
    is said about them. `origin` is where the first line of the YAML stands, for settings within
    others that begin further down.
    """

    place: Place
    nodes: Mapping[str, tuple[Place, yaml.Node]]
    problems: Problems
    broken: bool = False
    origin: Place | None = None

    def __contains__(self, name: str) -> bool:
        return name in self.nodes

    def place_of(self, name: str) -> Place:
        """Where a setting stands, or where the settings begin if it is not there."""
        return self.nodes[name][0] if name in self.nodes else self.place

    def refuse_unknown(self, known: Collection[str]) -> None:
        for name in self.nodes:
            if name not in known:
                names = ", ".join(known)
                self.problems.add(
                    self.place_of(name), f"There is no setting {name!r} here. There are: {names}."
                )

    def text(self, name: str, *, required: bool = False) -> str:
        """A setting as it is written, be it a word, a number or a date; "" if it is not there."""
        scalar = self._scalar(name, "a text")
        if scalar is None:
            if required and name not in self.nodes and not self.broken:
                self.problems.add(self.place, f"The setting {name!r} is missing.")
            return ""
        text = scalar.strip()
        if required and not text:
            self.problems.add(self.place_of(name), f"The setting {name!r} is empty.")
        return text

    def number(self, name: str) -> int | None:
        """A whole number, or None if it is not there."""
        scalar = self._scalar(name, "a whole number")
        if not scalar:
            return None
        if not re.fullmatch(r"-?\d{1,9}", scalar):
            sentence = f"{name!r} must be a whole number; {scalar[:40]!r} is none."
            self.problems.add(self.place_of(name), sentence)
            return None
        return int(scalar)

    def decimal(self, name: str) -> float | None:
        """A number that may have decimals, or None if it is not there."""
        scalar = self._scalar(name, "a number")
        if not scalar:
            return None
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", scalar):
            sentence = f"{name!r} must be a number such as 2 or 1.5; {scalar[:40]!r} is none."
            self.problems.add(self.place_of(name), sentence)
            return None
        return float(scalar)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false; the default if it is not there."""
        scalar = self._scalar(name, "true or false")
        if not scalar:
            return default
        if scalar.lower() not in _FLAGS:
            sentence = f"{name!r} must be true or false; {scalar[:40]!r} is neither."
            self.problems.add(self.place_of(name), sentence)
        return _FLAGS.get(scalar.lower(), default)

    def choice(self, name: str, choices: Collection[str]) -> str:
        """One of these words, or "" if it is not there."""
        scalar = self._scalar(name, "a word")
        return scalar.strip() if scalar and self._check_choice(name, scalar, choices) else ""

    def moment(self, name: str) -> datetime | None:
        """A date with a time, by the site's clock unless it says its own; None if there is none."""
        scalar = self._scalar(name, "a date and a time")
        if not scalar:
            return None
        try:
            found = parse_datetime(scalar.strip())
        except ValueError:
            found = None
        if found is None:
            self._refuse_moment(name)
            return None
        return make_aware(found) if is_naive(found) else found

    def words(self, name: str, choices: Collection[str] | None = None) -> list[str] | None:
        """A list of texts (or one line of them, with commas), each one of `choices`; None if it is
        not there, or wrong."""
        if name not in self.nodes:
            return None
        found: list[str] = []
        for node in self._nodes_of(name):
            if not isinstance(node, yaml.ScalarNode):
                sentence = f"{name!r} must be a list of words: [a, b]."
                self.problems.add(self._place_of_node(node), sentence)
                return None
            found.append("" if node.tag == _TAG + "null" else node.value.strip())
        if not isinstance(self.nodes[name][1], yaml.SequenceNode):
            found = [word for one in found for part in one.split(",") if (word := part.strip())]
        fits = [choices is None or self._check_choice(name, one, choices) for one in found]
        return found if all(fits) else None

    def rows(self, name: str) -> list[tuple[Place, "str | Settings"]]:
        """The items of a list, each a word or settings of its own, with where it begins."""
        found: list[tuple[Place, str | Settings]] = []
        for node in self._nodes_of(name):
            place = self._place_of_node(node)
            if isinstance(node, yaml.ScalarNode):
                found.append((place, node.value.strip()))
            elif isinstance(node, yaml.MappingNode):
                own = _settings_of(node, self._origin, self.problems)
                found.append((place, replace(own, place=place)))
            else:
                self.problems.add(place, f"A list stands within the list {name!r}; write it flat.")
        return found

    def key(self, name: str) -> uuid.UUID | None:
        """A UUID, or None if it is not there."""
        scalar = self._scalar(name, "a UUID")
        if not scalar:
            return None
        found = as_uuid(scalar)
        if found is None:
            sentence = (
                f"{name!r} must be a UUID such as {uuid.UUID(int=1)}; {scalar[:40]!r} is none."
            )
            self.problems.add(self.place_of(name), sentence)
        return found

    def data(self, name: str) -> Any:
        """Anything that JSON can hold; None where it can't."""
        node = self.nodes[name][1]
        try:
            return _json_of(node)
        except _BadData as bad:
            line, sentence = bad.args
            self.problems.add(self._origin.down(line), sentence)
        return None

    @property
    def _origin(self) -> Place:
        return self.origin or self.place

    def _place_of_node(self, node: yaml.Node) -> Place:
        return self._origin.down(node.start_mark.line if node.start_mark else 0)

    def _nodes_of(self, name: str) -> Sequence[yaml.Node]:
        """The items of a list, or the one thing that stands in its place."""
        node = self.nodes[name][1]
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        return [] if node.tag == _TAG + "null" else [node]

    def _check_choice(self, name: str, word: str, choices: Collection[str]) -> bool:
        if word.strip() in choices:
            return True
        known = ", ".join(choices)
        sentence = f"{name!r} must be one of {known}; {word[:40]!r} is none of them."
        self.problems.add(self.place_of(name), sentence)
        return False

    def _refuse_moment(self, name: str) -> None:
        sentence = f"{name!r} must be a date with a time, such as 2026-03-02 08:00."
        self.problems.add(self.place_of(name), sentence)

    def _scalar(self, name: str, wanted: str) -> str | None:
        if name not in self.nodes:
            return None
        node = self.nodes[name][1]
        if not isinstance(node, yaml.ScalarNode) or node.tag in (_TAG + "binary",):
            self.problems.add(self.place_of(name), f"{name!r} must be {wanted}, on one line.")
            return None
        return "" if node.tag == _TAG + "null" else str(node.value)


def read_settings(source: str, place: Place, problems: Problems) -> Settings:
    """YAML lines as settings; `place` is where their first line stands."""
    readable, node = _read_node(source, place, problems)
    if isinstance(node, yaml.MappingNode):
        return _settings_of(node, place, problems)
    if node is not None:
        problems.add(place, "These lines must be settings: `name: value`.")
    return Settings(place, {}, problems, broken=not readable or node is not None)


def read_rows(
    source: str, place: Place, problems: Problems
) -> list[tuple[Place, str | Settings]] | None:
    """YAML that is one list, as `Settings.rows`; None with a problem where it can't be read."""
    readable, node = _read_node(source, place, problems)
    if isinstance(node, yaml.SequenceNode):
        whole = Settings(place, {place.file: (place, node)}, problems)
        return whole.rows(place.file)
    if node is not None:
        problems.add(place, "These lines must be a list: each item begins with `- `.")
    return [] if readable and node is None else None


def _read_node(source: str, place: Place, problems: Problems) -> tuple[bool, yaml.Node | None]:
    """Whether YAML lines can be read, and the one node in them, if any."""
    try:
        return True, _compose(source)
    except _AliasUsed as error:
        problems.add(place.down(error.args[0]), "Aliases (*name) are not supported in settings.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"{error.problem or error.context}".strip()
        problems.add(
            place.down(mark.line if mark else 0),
            f"This is not valid YAML ({what}). Write `name: value`, and put a value that holds "
            "a colon or begins with a special character in quotes.",
        )
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        what = (
            "nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n")[0]
        )
        problems.add(place, f"This is not valid YAML ({what}).")
    return False, None


def write_settings(values: Mapping[str, Any]) -> str:
    """Settings as YAML lines, without a blank line among them, whatever the values hold."""
    return _dump(dict(values)) if values else ""


def write_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """A list of settings as YAML lines."""
    return _dump([dict(row) for row in rows])


def _dump(data: Any) -> str:
    return yaml.dump(
        data,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=10**9,
        default_flow_style=False,
    )


def _settings_of(mapping: yaml.MappingNode, place: Place, problems: Problems) -> Settings:
    nodes: dict[str, tuple[Place, yaml.Node]] = {}
    for key, value in mapping.value:
        at = place.down(key.start_mark.line)
        if not isinstance(key, yaml.ScalarNode):
            problems.add(at, "A setting's name must be a word.")
        elif key.value in nodes:
            problems.add(at, f"The setting {key.value!r} is written twice.")
        else:
            nodes[key.value] = (at, value)
    return Settings(place, nodes, problems, origin=place)


def _compose(source: str) -> yaml.Node | None:
    """The one document in a text. An alias is refused: a few lines of them expand to gigabytes."""
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _AliasUsed(event.start_mark.line if event.start_mark else 0)
    return yaml.compose(source, Loader=yaml.SafeLoader)


def _json_of(node: yaml.Node) -> Any:
    """A node as JSON has it. Dates stay the text that they are."""
    line = node.start_mark.line
    if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
        return [_json_of(item) for item in node.value]
    if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
        return _object_of(node)
    if not isinstance(node, yaml.ScalarNode):
        raise _BadData(line, f"A value of the type {node.tag} is not supported.")
    read = _SCALARS.get(node.tag)
    if read is None:
        raise _BadData(line, f"A value of the type {node.tag} is not supported.")
    value = read(node.value)
    if isinstance(value, float) and not math.isfinite(value):
        raise _BadData(line, "A number must be finite.")
    return value


def _object_of(node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line
        if not isinstance(key, yaml.ScalarNode) or key.tag != _TAG + "str":
            raise _BadData(line, "A name in a value must be a text; put it in quotes.")
        if key.value in found:
            raise _BadData(line, f"The name {key.value!r} is written twice.")
        found[key.value] = _json_of(value)
    return found


def _int_of(text: str) -> int | str:
    # YAML 1.1 reads 010 as eight and 12:30 as seven hundred and fifty; people mean neither.
    return int(text) if re.fullmatch(r"[-+]?(0|[1-9]\d{0,999})", text) else text


def _float_of(text: str) -> float | str:
    try:
        return float(text.replace(".inf", "inf").replace(".nan", "nan").lower())
    except ValueError:
        return text


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    _TAG + "null": lambda text: None,
    _TAG + "bool": lambda text: text.lower() in ("true", "yes", "on"),
    _TAG + "int": _int_of,
    _TAG + "float": _float_of,
    _TAG + "str": str,
    _TAG + "timestamp": str,
}


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines in one line, and writes twice what is there twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if re.search("[\n\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar(_TAG + "str", text, style=style)


_Dumper.add_representer(str, _represent_text)
