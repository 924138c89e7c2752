"""The demo's podcast as a folder of files: `show.yaml`, and for each episode its words (`.md`),
sound (`.mp3`) and captions (`.vtt`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from media.captions import Cue, read_captions

PODCAST = Path(__file__).resolve().parent / "podcast"
#: How the voice is named where captions and pages say who speaks.
SPEAKER = "Suara contoh"


@dataclass(frozen=True)
class Part:
    """A chapter of an episode: its title, and what is said in it, one sentence each."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """One episode in words. `settings` is what stands above them: title, slug, number, date,
    summary, person."""

    path: Path
    settings: Mapping[str, Any]
    parts: tuple[Part, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for part in self.parts for sentence in part.sentences)

    @property
    def sound(self) -> Path:
        return self.path.with_suffix(".mp3")

    @property
    def captions(self) -> Path:
        return self.path.with_suffix(".vtt")

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """One for each sentence. Raises `ValueError` where sound and words differ."""
        cues = read_captions(self.captions.read_text(encoding="utf-8"))
        if tuple(cue.text for cue in cues) != self.sentences:
            raise ValueError(
                f"{self.captions.name} does not say what {self.path.name} says: "
                "run manage.py make_demo_voices."
            )
        return cues

    def chapters(self) -> tuple[tuple[int, str], ...]:
        """The second in which each part begins, and its title."""
        found, place = [], 0
        for part in self.parts:
            found.append((int(self.cues[place].start) if place else 0, part.title))
            place += len(part.sentences)
        return tuple(found)


def read_show(folder: Path = PODCAST) -> Mapping[str, Any]:
    show: Mapping[str, Any] = yaml.safe_load((folder / "show.yaml").read_text(encoding="utf-8"))
    return show


def read_scripts(folder: Path = PODCAST) -> tuple[Script, ...]:
    """The episodes in the order of their files' numbers."""
    return tuple(_read_script(path) for path in sorted(folder.glob("[0-9]*.md")))


def _read_script(path: Path) -> Script:
    _before, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    parts = []
    for block in body.split("## ")[1:]:
        title, *lines = [line.strip() for line in block.splitlines() if line.strip()]
        parts.append(Part(title, tuple(lines)))
    return Script(path, yaml.safe_load(head), tuple(parts))
