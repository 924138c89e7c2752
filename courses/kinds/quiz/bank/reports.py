"""What became of a file of questions, for people and for programs."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from courses.kinds.quiz.formats.entries import Finding
from courses.kinds.quiz.types.registry import types


@dataclass(slots=True)
class Report:
    """What became of a file, or would become. `counts` are the good questions by type's slug;
    `created`, `updated` and `unchanged` add up to them. Where `written` is false, nothing is
    different from before."""

    counts: Counter[str] = field(default_factory=Counter)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    written: bool = False

    @property
    def good(self) -> int:
        return sum(self.counts.values())

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.error]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if not one.error]

    def by_type(self) -> list[tuple[str, int]]:
        """What the editor calls each type, with how many there are; in the editor's order."""
        return [(str(one.label), self.counts[one.slug]) for one in types if self.counts[one.slug]]

    def as_json(self) -> dict[str, Any]:
        return {
            "good": self.good,
            "types": dict(self.counts),
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "written": self.written,
            "errors": [_as_json(one) for one in self.errors],
            "warnings": [_as_json(one) for one in self.warnings],
        }


def _as_json(finding: Finding) -> dict[str, Any]:
    return {"line": finding.line, "name": finding.name, "sentence": finding.sentence}
