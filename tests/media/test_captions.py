"""Captions: read from either format, written in both, served apart."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from hypothesis import given
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
