"""Captions: read from either format, written in both, served apart."""

import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from media.captions import Cue, NoCaptions, read_captions, write_srt, write_vtt
from media.files import check_captions
from tests.factories.accounts import PersonFactory
from tests.factories.media import MP3, make_media_item

VTT = """WEBVTT - judul

NOTE bukan untuk dibaca

satu
00:01.500 --> 00:03.000 align:start
<v.keras Sari>Selamat <b>datang</b> &amp; mulai

01:00:02.000 --> 01:00:04.000
dua
baris
"""
SRT = (
    "1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Selamat</i> datang\r\n\r\n"
    "2\r\n00:00:04,000 --> 00:00:05,000\r\nMulai\r\n"
)

words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)
cues = st.lists(
    st.builds(
        lambda start, length, text: Cue(start, start + length, text),
        st.integers(0, 9_000),
        st.integers(1, 9000),
        words,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda cue: cue.start,
)


def test_webvtt_is_read_as_plain_lines() -> None:
    assert read_captions(VTT) == (
        Cue(1.5, 3.0, "Selamat datang & mulai", "Sari"),
        Cue(3602.0, 3604.0, "dua baris"),
    )


def test_srt_is_read_too() -> None:
    assert read_captions(SRT) == (Cue(1.5, 3.0, "Selamat datang"), Cue(4.0, 5.0, "Mulai"))


@pytest.mark.parametrize("text", ["", "WEBVTT", "Halo", "00:05.000 --> 00:01.000\nTerbalik"])
def test_what_has_no_cue_is_refused(text: str) -> None:
    with pytest.raises(NoCaptions):
        read_captions(text)
    with pytest.raises(ValidationError):
        check_captions(ContentFile(text.encode()))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("00:01.0 --> 00:02.0\nA &#99999999999;", "A &#99999999999;"),
        ("00:01.0 --> 00:02.0\nA &#" + "9" * 5000 + ";", "A &#" + "9" * 5000 + ";"),
        ("00:01.0 --> 00:02.0\nA &#xD800; &#0; &amp;lt;", "A \ufffd \ufffd &lt;"),
        ("00:01.0 --> 00:02.0\nA < B <b>C</b> {\\an8}D", "A < B C D"),
        ("9999:00:01.0 --> 9999:00:02.0\nA", "A"),
    ],
)
def test_odd_texts_are_read_as_far_as_they_make_sense(line: str, expected: str) -> None:
    [cue] = read_captions(line)
    assert cue.text == expected
    assert read_captions(write_vtt([cue])) == (cue,)


@pytest.mark.parametrize(
    "times",
    [
        "9" * 5000 + ":00:01.000 --> " + "9" * 5000 + ":00:02.000",
        "12345:00:01.000 --> 12345:00:02.000",
        "²:00:01.000 --> ²:00:02.000",
        "٠٠:٠١.٠٠٠ --> ٠٠:٠٢.٠٠٠",
    ],
)
def test_times_that_nobody_means_are_no_times(times: str) -> None:
    with pytest.raises(NoCaptions):
        read_captions(f"{times}\nHalo")


HEAD = "00:01.0 --> 00:02.0\n"


def seconds_to_read(text: str) -> float:
    """Of this process alone, whatever else the machine does."""
    began = time.process_time()
    with suppress(NoCaptions):
        read_captions(text)
    return time.process_time() - began


@pytest.mark.parametrize(
    "unit",
    ["<", "<v ", "<v.", "<a", "</a ", "<v\t ", "9", "9:", "{\\", "&#9", " ", "\n", "\n ", "-->"],
)
def test_a_megabyte_of_anything_costs_little(unit: str) -> None:
    much = unit * (1_000_000 // len(unit))
    assert seconds_to_read(HEAD + much) < 2
    assert seconds_to_read(much) < 2
    assert seconds_to_read(f"00:01.0{much}") < 2


@settings(deadline=None, max_examples=30)
@given(st.text("<>/v. \t\n{}\\&#;0189:,-a", min_size=1, max_size=8), st.booleans())
def test_no_text_costs_more_than_its_length(unit: str, in_cue: bool) -> None:
    much = unit * (1_000_000 // len(unit))
    assert seconds_to_read(HEAD + much if in_cue else much) < 2


@settings(deadline=None)
@given(st.text("<>/vV. \t\n{}\\&#;0189:,->aÄ\0²", max_size=60))
def test_what_is_read_can_be_written_and_served(text: str) -> None:
    try:
        found = read_captions(HEAD + text)
    except NoCaptions:
        return
    assert write_vtt(found).encode()
    assert write_srt(found).encode()


def test_other_encodings_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="UTF-8"):
        check_captions(ContentFile(SRT.replace("Mulai", "café").encode("latin-1")))


@given(cues)
def test_written_as_webvtt_it_reads_the_same(given_cues: list[Cue]) -> None:
    in_order = tuple(sorted(given_cues, key=lambda cue: cue.start))
    assert read_captions(write_vtt(in_order)) == in_order


def test_written_as_srt_a_speaker_stands_before_the_words() -> None:
    srt = write_srt([Cue(0, 61.25, "Mulai", "Sari")])
    assert srt == "1\n00:00:00,000 --> 00:01:01,250\nSari: Mulai\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("ending", "first"), [("vtt", "WEBVTT\n"), ("srt", "1\n")])
def test_they_have_an_address_in_both_forms(client: Client, ending: str, first: str) -> None:
    item = make_media_item(MP3, "a.mp3", captions=ContentFile(SRT.encode(), "a.srt"))
    response = client.get(f"/berkas/teks/{item.pk}.{ending}")
    assert response.content.decode().startswith(first)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/berkas/teks/{item.pk}.html").status_code == 404


@pytest.mark.django_db
def test_private_ones_are_for_who_is_signed_in(client: Client) -> None:
    captions = ContentFile(VTT.encode(), "a.vtt")
    item = make_media_item(MP3, "a.mp3", private=True, captions=captions)
    address = f"/berkas/teks/{item.pk}.vtt"
    assert client.get(address).status_code == 404
    client.force_login(PersonFactory(), backend="lms.accounts.backends.PinBackend")
    response = client.get(address)
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]
