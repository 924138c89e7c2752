"""The demo's podcast: its files fit each other, and what is loaded is heard by podcast apps."""

import shutil
import sys
from pathlib import Path
from statistics import median

import feedparser
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from lms.demo.podcast_script import PODCAST, SPEAKER, Script, read_scripts, read_show
from lms.demo.podcast_show import make_show
from lms.demo.voices import NoVoice, speak
from media.encoding.measuring import measure
from media.models import Encoding, MediaItem
from podcasts.models import EpisodeChapter, EpisodePage, EpisodePerson, ShowPage
from podcasts.publishing.checks import list_findings
from tests.factories.podcasts import ensure_podcast_index

SCRIPTS = read_scripts()
#: Stands for espeak-ng, which few machines have: half a second of a tone for each word.
FAKE_ESPEAK = """#!{python}
import math, struct, sys, wave
words = len(sys.argv[-1].split())
with wave.open(sys.argv[sys.argv.index("-w") + 1], "wb") as stream:
    stream.setparams((1, 2, 22050, 0, "NONE", ""))
    tone = (int(9000 * math.sin(place / 9)) for place in range(words * 11025))
    stream.writeframes(b"".join(struct.pack("<h", one) for one in tone))
"""
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.path.stem)


def load() -> tuple[ShowPage, list[str]]:
    told: list[str] = []
    return make_show(ensure_podcast_index(), tell=told.append), told


def test_an_episode_for_each_course_in_order() -> None:
    assert [script.settings["number"] for script in SCRIPTS] == [1, 2, 3, 4]
    assert len({script.settings["slug"] for script in SCRIPTS}) == 4
    assert {path.stem for path in PODCAST.glob("*.mp3")} == {one.path.stem for one in SCRIPTS}


@each_script
def test_sentences_are_short_and_say_what_is_invented(script: Script) -> None:
    lengths = [len(sentence.split()) for sentence in script.sentences]
    assert median(lengths) <= 12
    assert max(lengths) <= 25
    text = " ".join(script.sentences)
    assert "Suara ini suara contoh" in text
    assert "tokoh contoh, bukan orang sungguhan" in text
    assert "Anda" not in text
    # Rates and deadlines change: none is spoken.
    assert not any(sign.isdigit() or sign == "%" for sign in text)


@each_script
def test_sound_is_small_short_and_loud_enough(script: Script) -> None:
    assert script.sound.stat().st_size <= 400_000
    measured = measure(script.sound, timeout=60)
    assert 40 <= measured.seconds <= 60
    assert measured.loudness == pytest.approx(-16, abs=2)


@each_script
def test_captions_say_each_sentence_within_the_sound(script: Script) -> None:
    assert [cue.text for cue in script.cues] == list(script.sentences)
    assert {cue.speaker for cue in script.cues} == {SPEAKER}
    for before, after in zip(script.cues, script.cues[1:], strict=False):
        assert before.start < before.end <= after.start
    seconds = measure(script.sound, timeout=60).seconds
    assert seconds - 3 < script.cues[-1].end <= seconds


@each_script
def test_three_chapters_begin_where_their_first_sentence_does(script: Script) -> None:
    starts = [start for start, _title in script.chapters()]
    assert starts[0] == 0
    assert len(starts) == 3
    place = 0
    for start, part in zip(starts, script.parts, strict=True):
        assert 0 <= script.cues[place].start - start < 1
        place += len(part.sentences)


def test_captions_of_other_words_are_refused(tmp_path: Path) -> None:
    for path in (SCRIPTS[0].path, SCRIPTS[0].captions):
        shutil.copy(path, tmp_path)
    changed = tmp_path / SCRIPTS[0].path.name
    changed.write_text(changed.read_text().replace("Sekarang giliranmu.", "Giliranmu sekarang."))
    [script] = read_scripts(tmp_path)
    with pytest.raises(ValueError, match="make_demo_voices"):
        script.chapters()


def test_the_picture_is_what_directories_ask_for() -> None:
    path = PODCAST / "artwork.png"
    assert path.stat().st_size <= 100_000
    with Image.open(path) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (1400, 1400))


@pytest.mark.django_db
@pytest.mark.usefixtures("with_ffmpeg")
def test_podcast_apps_find_every_episode_with_all_that_belongs_to_it() -> None:
    show, _told = load()
    path = reverse("podcasts:feed", args=[show.slug])
    answer = Client().get(path)
    assert answer.status_code == 200
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert read.feed.title == read_show()["title"]
    assert read.feed.language == "id"
    found = sorted(read.entries, key=lambda one: int(one.itunes_episode))
    assert [one.title for one in found] == [one.settings["title"] for one in SCRIPTS]
    for number, (entry, script) in enumerate(zip(found, SCRIPTS, strict=True), start=1):
        assert (entry.itunes_season, entry.itunes_episode) == ("1", str(number))
        item = EpisodePage.objects.get(slug=script.settings["slug"]).recording
        main = item.encodings.get(role=Encoding.Role.MAIN)
        [enclosure] = entry.enclosures
        assert (enclosure.type, int(enclosure.length)) == ("audio/mpeg", main.size)
    assert answer.content.count(b"<podcast:transcript ") == 8
    assert answer.content.count(b"<podcast:chapters ") == 4
    assert list_findings(show) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("with_ffmpeg")
def test_what_waited_for_ffmpeg_is_prepared_by_the_next_load(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepared: list[MediaItem] = []
    monkeypatch.setattr("lms.demo.podcast_show.prepare", prepared.append)
    load()
    assert len(prepared) == 4
    _show, told = load()
    assert len(prepared) == 8
    assert [line for line in told if "episode" in line] == []


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    show, told = load()
    assert len(told) == 4
    models = (ShowPage, EpisodePage, EpisodeChapter, EpisodePerson, MediaItem)
    before = [model.objects.count() for model in models]
    assert before == [1, 4, 12, 8, 4]
    kept = list(EpisodePage.objects.values_list("guid", "latest_revision", "recording__file"))
    again, told = load()
    assert told == []
    assert (again.pk, again.guid) == (show.pk, show.guid)
    assert before == [model.objects.count() for model in models]
    assert kept == list(
        EpisodePage.objects.values_list("guid", "latest_revision", "recording__file")
    )


@pytest.mark.django_db
def test_what_a_trainer_changed_stays() -> None:
    load()
    episode = EpisodePage.objects.order_by("path")[0]
    episode.title = "Judul baru"
    episode.save_revision().publish()
    load()
    assert EpisodePage.objects.get(pk=episode.pk).title == "Judul baru"


def test_without_espeak_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.demo.voices.shutil.which", lambda _name: None)
    before = [script.sound.stat().st_mtime_ns for script in SCRIPTS]
    with pytest.raises(CommandError, match="apt-get install espeak-ng"):
        call_command("make_demo_voices")
    assert before == [script.sound.stat().st_mtime_ns for script in SCRIPTS]


def test_speaking_times_each_sentence_by_its_sound(tmp_path: Path) -> None:
    espeak = tmp_path / "espeak-ng"
    espeak.write_text(FAKE_ESPEAK.format(python=sys.executable))
    espeak.chmod(0o755)
    path = tmp_path / "01-dua.md"
    path.write_text(
        "---\ntitle: Dua\n---\n\n## Satu\n\nHalo semua.\nAyo mulai sekarang.\n"
        "\n## Dua\n\nSelesai.\n"
    )
    [script] = read_scripts(tmp_path)
    speak(script, espeak=str(espeak))
    times = [(cue.start, cue.end) for cue in script.cues]
    assert times == [(0, 1), (1.3, 2.8), (3.6, 4.1)]
    assert script.chapters() == ((0, "Satu"), (3, "Dua"))
    assert 4.1 <= measure(script.sound, timeout=60).seconds < 5.5


def test_a_voice_that_fails_leaves_the_old_sound(tmp_path: Path) -> None:
    path = Path(shutil.copy(SCRIPTS[0].path, tmp_path))
    path.with_suffix(".mp3").write_bytes(b"old")
    [script] = read_scripts(tmp_path)
    with pytest.raises(NoVoice, match="can't say"):
        speak(script, espeak=str(shutil.which("false")))
    assert script.sound.read_bytes() == b"old"
