"""A reading's own form, out and in, whatever its texts hold."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.transfer.folder import CourseFolder
from courses.transfer.forms.form import Reading, Writing
from courses.transfer.forms.reading import ReadingForm
from courses.transfer.problems import Place, Problems
from courses.transfer.richtext.from_markdown import Findings
from courses.transfer.richtext.html import write_html
from courses.transfer.richtext.model import Paragraph, Span
from courses.transfer.sections import split_sections
from courses.transfer.settings import write_settings
from courses.transfer.values import PictureFile, Targets, fill_in, item_ids, settle_ids

OWN = str(uuid.UUID(int=7))

chars = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('>#:-—*"\\[]()!&<_` ')
lines = st.text(chars, min_size=1, max_size=12).map(lambda text: text.strip()).filter(bool)
plain = (
    st.lists(lines | st.just(""), min_size=1, max_size=4)
    .map(lambda found: "\n".join(found).strip())
    .filter(bool)
)
html = lines.map(lambda text: str(write_html([Paragraph((Span(text),))], int)))


def _part(kind: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda one, own: {"type": kind, "value": one, "id": str(own)}, value, st.uuids()
    )


parts = st.one_of(
    _part("text", html),
    _part(
        "quotation",
        st.fixed_dictionaries({"text": plain, "source": st.just("") | lines}),
    ),
    _part("callout", st.fixed_dictionaries({"type": st.just("tip"), "title": lines, "text": html})),
    _part(
        "steps",
        st.fixed_dictionaries({"steps": st.lists(_part("item", html), min_size=2, max_size=3)}),
    ),
    _part(
        "picture",
        st.fixed_dictionaries(
            {
                "image": st.fixed_dictionaries(
                    {"image": st.just(3), "alt_text": lines, "decorative": st.just(False)}
                ),
                "caption": st.just("") | lines,
            }
        ),
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kelas")
    (path / "course.md").write_text("---\n---\n")
    (path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"/>')
    return path


@given(st.lists(parts, min_size=1, max_size=4), lines)
def test_a_reading_comes_back(folder: Path, body: list[dict[str, Any]], title: str) -> None:
    value = {"title": title, "body": body}
    problems = Problems()
    writing = Writing(
        Place("x.md"),
        OWN,
        str,
        lambda *_: "",
        lambda _id: "a.svg",
        lambda _id: None,  # type: ignore[arg-type,return-value]
    )
    written = ReadingForm().write(value, writing)
    text = f"# reading: x\n{write_settings(written.settings)}\n{written.body}\n"
    [section] = split_sections(text, Place("x.md"), problems)
    reading = Reading(CourseFolder(folder, problems), Findings(problems), OWN)
    read = ReadingForm().read(section, reading).value
    assert problems.found == []
    targets = Targets(pictures={p.digest: 3 for p in _pictures(read)})
    again = settle_ids(fill_in(read, targets), None, OWN)
    assert again == value
    assert item_ids(again) == item_ids(value)


def _pictures(value: Any) -> list[PictureFile]:
    from courses.transfer.values import files_in

    return [file for file in files_in(value) if isinstance(file, PictureFile)]
