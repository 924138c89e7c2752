"""The hard cases in `hard/`: every question and finding of each file, in its order.

A question is `(line, type, text)`, an error `(line, "!", words)`, a warning `(line, "?", words)`.
"""

from pathlib import Path

import pytest

from courses.kinds.quiz.formats.aiken import AIKEN
from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift import GIFT

HARD = Path(__file__).parent / "hard"

EXPECTED: dict[str, list[tuple[int, str, str]]] = {
    "aiken-in-disguise.gift": [(2, "?", "read as one text"), (1, "!", "Aiken")],
    "bom.aiken": [(1, "single_choice", "Satu é?")],
    "bom.gift": [(1, "true_false", "Satu?")],
    "categories.gift": [
        (3, "true_false", "Satu?"),
        (6, "true_false", "Dua?"),
        (9, "true_false", "Tiga?"),
        (11, "!", "names no category"),
        (13, "!", "not closed"),
        (15, "!", "} before"),
        (17, "!", "$CATEGORY line stands directly below"),
        (20, "true_false", "Enam?"),
        (22, "?", "same title"),
        (22, "true_false", "Tujuh?"),
    ],
    "comments.gift": [
        (6, "single_choice", "Satu?"),
        (16, "single_choice", "Dua baris?"),
        (21, "matching", "Tiga?"),
        (24, "gaps", "Empat adalah [[1]] saja."),
        (26, "!", "1 ids for 2 answers"),
        (29, "!", "same id"),
        (32, "!", "Write the ids as"),
        (35, "!", "belong to no question"),
        (38, "!", "within a question"),
        (42, "!", "two comments"),
        (45, "!", "belong to no question"),
    ],
    "control.gift": [(3, "!", "U+000B")],
    "cr.gift": [(1, "single_choice", "Satu?"), (6, "true_false", "Dua?")],
    "crlf.gift": [(1, "single_choice", "Satu baris?"), (7, "true_false", "Dua?")],
    "empty-answers.gift": [
        (1, "!", "answer is empty"),
        (3, "!", "answer is empty"),
        (5, "!", "answer is empty"),
        (7, "!", "answer is empty"),
        (9, "!", "no text"),
        (11, "!", "no text"),
        (13, "short_answer", "Tujuh?"),
        (15, "!", "at least two answers"),
        (17, "true_false", "Sembilan?"),
        (19, "!", "title has no end"),
    ],
    "escapes.gift": [
        (1, "single_choice", "Harga=8.500 {per bungkus} ~ murah\n#hemat C:\\data \\x"),
        (7, "single_choice", "Garis miring di ujung \\"),
        (10, "true_false", "Akhir \\\\"),
    ],
    "feedback.gift": [
        (3, "!", "on the line after the closing brace"),
        (8, "!", "{ within the braces"),
        (11, "single_choice", "Tiga?"),
        (17, "!", "two feedbacks for all"),
        (19, "true_false", "Lima?"),
        (21, "true_false", "Enam?"),
        (23, "!", "more than two feedbacks"),
        (25, "!", "{ within the braces"),
        (27, "essay", "Sembilan."),
        (29, "single_choice", "Sepuluh?"),
    ],
    "formats.gift": [
        (1, "single_choice", "<p>Satu &amp; dua</p>\n<pre>\n  a\n</pre>"),
        (6, "description", "Pilih **satu**:"),
        (8, "true_false", "- a\n- b"),
        (11, "true_false", "Baris satu<br>baris <b>dua</b><br>tiga"),
        (14, "true_false", "<b> adalah tag"),
        (16, "?", "Tags such as <b>"),
        (16, "true_false", "Lihat <b>ini</b>"),
        (18, "single_choice", "Satu &lt; dua?"),
        (23, "single_choice", "Satu?"),
        (25, "?", "Pictures and sounds"),
        (25, "true_false", '<img src="a.png" alt="x"> Apa ini?'),
        (27, "!", "within this tag"),
        (29, "true_false", "[foto] Apa ini?"),
        (32, "?", "read as one text"),
        (31, "true_false", "Ini dulu. [html]Lalu ini?"),
    ],
    "letters.aiken": [
        (1, "single_choice", "Satu?"),
        (8, "single_choice", "Dua?"),
        (15, "single_choice", "Siapa B.J. Habibie?"),
        (19, "single_choice", "B.J. Habibie lahir di mana?"),
    ],
    "lookalikes.gift": [
        (1, "!", "no answer"),
        (3, "true_false", "Dua?"),
        (5, "short_answer", "Tiga?"),
        (7, "single_choice", "Empat?"),
        (9, "!", "no answer"),
        (11, "!", "“lima” is no number"),
        (13, "!", "“8,5” is no number"),
        (15, "!", "“8.500.000” is no number"),
        (17, "!", "“8.5 kg” is no number"),
        (19, "numeric", "Sepuluh?"),
        (21, "numeric", "Sebelas?"),
        (23, "!", "from high to low"),
        (25, "numeric", "Tiga belas?"),
        (27, "numeric", "Empat belas?"),
        (29, "!", "Behind ~"),
        (31, "!", "number is missing"),
        (33, "!", "never below 0"),
        (35, "!", "“1e9999999” is no number"),
        (37, "!", "“inf” is no number"),
        (39, "short_answer", "Dua puluh?"),
        (41, "!", "no arrow"),
        (43, "short_answer", "Dua puluh dua?"),
        (45, "!", "no answer"),
    ],
    "matching.gift": [
        (1, "matching", "Pasangkan."),
        (8, "!", "at least two pairs"),
        (10, "!", "no feedback of its own"),
        (12, "!", "nothing stands to match"),
        (14, "matching", "Pasangkan _____."),
    ],
    "missing-word.gift": [
        (1, "gaps", "Lombok adalah [[1]] di timur Bali."),
        (7, "gaps", "Dua tambah dua adalah [[1]]."),
        (9, "gaps", "Pi kira-kira [[1]]."),
        (11, "gaps", "[[1]] adalah biaya satu bungkus."),
        (13, "true_false", "Langit itu _____ biru."),
        (15, "multiple_choice", "Pilih _____ dari tiga."),
        (17, "!", "[[1]] stands for a gap"),
        (19, "!", "no text"),
    ],
    "no-blank-lines.gift": [
        (1, "single_choice", "Satu?"),
        (5, "true_false", "Dua?"),
        (6, "?", "No blank line"),
        (6, "single_choice", "Tiga?"),
        (7, "true_false", "Empat?"),
        (9, "single_choice", '"Lima" katanya?'),
        (14, "description", "Bacalah ini dulu."),
        (15, "true_false", "Enam?"),
        (18, "!", "on the line after the closing brace"),
        (21, "!", "on the line after the closing brace"),
        (25, "!", "goes on behind its braces"),
        (28, "!", "on the line after the closing brace"),
        (31, "!", "another { after"),
        (34, "?", "read as one text"),
        (33, "true_false", "Tujuh belas adalah cerita. Delapan belas?"),
        (37, "true_false", "Sembilan belas?"),
        (39, "true_false", "Dua puluh?"),
    ],
    "nothing.gift": [(1, "!", "no question")],
    "nul.gift": [(1, "!", "NUL")],
    "one-line.gift": [(1, "single_choice", "Satu?")],
    "torn.gift": [
        (1, "!", "(line 3)"),
        (9, "true_false", "Dua?"),
        (11, "!", "(line 12)"),
        (15, "!", "without a question"),
    ],
    "unbalanced.gift": [
        (1, "!", "not closed"),
        (5, "!", "} before"),
        (7, "!", "{ within"),
        (9, "!", "another }"),
        (11, "!", "another {"),
        (13, "!", "after the title"),
        (15, "single_choice", "Tujuh?"),
        (17, "!", "not closed"),
        (18, "single_choice", "Sembilan?"),
        (20, "!", "not closed"),
    ],
    "utf-16.gift": [(1, "true_false", "Satu é?")],
    "weights.gift": [
        (1, "single_choice", "Satu?"),
        (3, "?", "below 0"),
        (3, "single_choice", "Dua?"),
        (5, "multiple_choice", "Tiga?"),
        (7, "multiple_choice", "Empat?"),
        (9, "multiple_choice", "Lima?"),
        (11, "!", "-100 to 100"),
        (13, "!", "60 per cent together"),
        (15, "?", "200 per cent together"),
        (15, "multiple_choice", "Delapan?"),
        (17, "!", "no weight"),
        (19, "!", "no right answer"),
        (21, "!", "no right answer"),
        (23, "!", "several right answers"),
        (25, "!", "several right answers"),
        (27, "!", "counts in full"),
        (29, "single_choice", "Lima belas?"),
        (31, "short_answer", "Enam belas?"),
        (33, "!", "No answer counts 100"),
        (35, "!", "takes any answer"),
        (37, "single_choice", "Sembilan belas?"),
        (39, "?", "without the right answer"),
        (39, "single_choice", "Dua puluh?"),
    ],
    "windows-1251.gift": [(1, "!", "unknown encoding")],
    "windows-1252.aiken": [(1, "?", "Windows-1252"), (1, "single_choice", "Café?")],
    "windows-1252.gift": [
        (1, "?", "Windows-1252"),
        (1, "single_choice", "Berapa harga “kopi” – 5 €?"),
    ],
    "wrong.aiken": [
        (3, "!", "fewer than two"),
        (5, "!", "without a question"),
        (10, "!", "no ANSWER line"),
        (14, "single_choice", "Baik?"),
        (20, "!", "goes on here"),
        (27, "!", "C stands here where B"),
        (32, "!", "empty"),
        (38, "!", "no answer D"),
        (43, "!", "letter of the one"),
        (45, "!", "no ANSWER line"),
        (48, "!", "B stands here where A"),
        (51, "!", "without a question"),
        (53, "!", "No answers"),
        (55, "!", "no ANSWER line"),
    ],
}  # fmt: skip


def read(name: str) -> list[Entry | Finding]:
    file_format = AIKEN if name.endswith(".aiken") else GIFT
    return list(file_format.read((HARD / name).read_bytes()))


@pytest.mark.parametrize("name", EXPECTED)
def test_every_question_and_finding(name: str) -> None:
    found = read(name)
    assert len(found) == len(EXPECTED[name])
    for one, (line, kind, words) in zip(found, EXPECTED[name], strict=True):
        if isinstance(one, Entry):
            assert (one.line, one.question.type, one.question.text) == (line, kind, words)
        else:
            assert (one.line, "!" if one.error else "?") == (line, kind)
            assert words in one.sentence


def test_every_file_has_its_expectation() -> None:
    assert {one.name for one in HARD.iterdir() if one.suffix in (".gift", ".aiken")} == {*EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_was_read_survives_another_round(name: str) -> None:
    file_format = AIKEN if name.endswith(".aiken") else GIFT
    wanted = [one for one in read(name) if isinstance(one, Entry)]
    again = list(file_format.read("".join(file_format.write(wanted)).encode()))
    found = [one for one in again if isinstance(one, Entry)]
    assert [find_difference(*pair) for pair in zip(wanted, found, strict=True)] == [None] * len(
        wanted
    )
