from hypothesis import given
from hypothesis import strategies as st

from courses.wording.passages import Paragraph, plain_text, read_paragraphs


def test_blocks_become_lines_with_tidy_white_space() -> None:
    html = "<h3>Uang</h3><p>Catat  <i>semua</i>\nuang.</p>"
    html += "<ul><li>Masuk<br/>lalu</li><li>Keluar</li></ul>"
    found = read_paragraphs(html)
    assert plain_text(found) == "Uang\nCatat semua uang.\nMasuk\nlalu\nKeluar"
    assert [one.heading for one in found] == [True, False, False, False, False]


def test_entities_and_text_without_a_paragraph_are_read() -> None:
    assert read_paragraphs("Beras &amp; gula &lt;3") == [Paragraph("Beras & gula <3")]


def test_bold_text_is_marked_with_the_brackets_after_it() -> None:
    [paragraph] = read_paragraphs("<p>Kenali <b>laba <i>kotor</i></b> (gross) di <b>sini</b>.</p>")
    marked = [paragraph.text[begin:end] for begin, end in paragraph.marked]
    assert marked == ["laba kotor (gross)", "sini"]


def test_a_link_explains_or_names_what_is_elsewhere() -> None:
    html = '<p><a href="../kamus/#tenor">Tenor</a>, <a linktype="page" id="3">Suku bunga</a></p>'
    [paragraph] = read_paragraphs(html, explaining="../kamus/#")
    assert [paragraph.text[slice(*span)] for span in paragraph.marked] == ["Tenor"]
    assert [paragraph.text[slice(*span)] for span in paragraph.linked] == ["Suku bunga"]
    [paragraph] = read_paragraphs(html)
    assert paragraph.marked == ()
    assert len(paragraph.linked) == 2


@given(st.text())
def test_no_text_without_markup_is_lost(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "")
    found = "".join(plain_text(read_paragraphs(f"<p>{escaped}</p>")).split())
    assert found == "".join(text.replace("\x00", "").split())


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<a href='x'>", "</a>", "</p>", "<p>", "a", " b "]))
)
def test_spans_lie_within_the_text_in_order(pieces: list[str]) -> None:
    for paragraph in read_paragraphs("".join(pieces), explaining="x"):
        ends = [0, *(place for span in paragraph.marked for place in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(paragraph.text) + 1
