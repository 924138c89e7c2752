"""Speaks the demo's podcast with espeak-ng. For developers: the sound is kept in the repository."""

import shutil
import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

from lms.demo.podcast_script import SPEAKER, Script
from media.captions import Cue, write_vtt
from media.encoding.ffmpeg import run_ffmpeg
from media.encoding.measuring import TARGET

#: A little slower than the usual 175 of espeak-ng: a made voice is harder to follow.
WORDS_A_MINUTE = 170
#: Silence after a sentence, and after a chapter, in seconds.
PAUSE, LONG_PAUSE = 0.3, 0.8
#: Longest that one sentence, or one file, may take, in seconds.
STEP_SECONDS = 60


class NoVoice(Exception):
    """espeak-ng is not there, or can't speak Indonesian; the sentence says what to do."""


@dataclass(frozen=True)
class Spoken:
    """What one sentence sounds like: 16-bit mono samples, `rate` of them a second."""

    samples: bytes
    rate: int


def find_espeak() -> str:
    """Raises `NoVoice`."""
    if found := shutil.which("espeak-ng"):
        return found
    raise NoVoice("espeak-ng is not installed here: apt-get install espeak-ng.")


def speak(script: Script, *, espeak: str) -> None:
    """Write the episode's MP3 and VTT anew, each sentence timed by how long it takes to say.

    Raises `NoVoice`, and `CannotPrepare` where ffmpeg is missing or refuses.
    """
    ends = {part.sentences[-1] for part in script.parts}
    sound, cues, rate = bytearray(), [], 0
    for sentence in script.sentences:
        spoken = _say(sentence, espeak=espeak)
        rate = spoken.rate
        start = _seconds(sound, rate)
        sound += spoken.samples
        cues.append(Cue(start, _seconds(sound, rate), sentence, SPEAKER))
        pause = LONG_PAUSE if sentence in ends else PAUSE
        sound += bytes(2 * round(pause * rate))
    with tempfile.TemporaryDirectory(prefix="pijar-") as folder:
        source, made = Path(folder) / "suara.wav", Path(folder) / "suara.mp3"
        _write_wave(source, bytes(sound), rate=rate)
        _encode(source, made, title=str(script.settings["title"]))
        shutil.copyfile(made, script.sound)
    script.captions.write_text(write_vtt(cues), encoding="utf-8")


def _say(sentence: str, *, espeak: str) -> Spoken:
    with tempfile.TemporaryDirectory(prefix="pijar-") as folder:
        path = Path(folder) / "kalimat.wav"
        pace = ("-z", "-s", str(WORDS_A_MINUTE))
        command = [espeak, "-v", "id", *pace, "-w", str(path), "--", sentence]
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            command, capture_output=True, text=True, timeout=STEP_SECONDS, check=False
        )
        if done.returncode or not path.exists():
            raise NoVoice(f"espeak-ng can't say “{sentence}”: {done.stderr.strip()[:200]}")
        with wave.open(str(path), "rb") as stream:
            return Spoken(stream.readframes(stream.getnframes()), stream.getframerate())


def _seconds(sound: bytearray, rate: int) -> float:
    return len(sound) / 2 / rate


def _write_wave(path: Path, samples: bytes, *, rate: int) -> None:
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(rate)
        stream.writeframes(samples)


def _encode(source: Path, target: Path, *, title: str) -> None:
    """MP3 mono 48 kb/s at about -16 LUFS; the same sound gives the same bytes."""
    run_ffmpeg(
        source,
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-metadata", f"title={title}", "-metadata", f"artist={SPEAKER}"),
        *("-af", TARGET, "-ac", "1", "-ar", "22050"),
        *("-c:a", "libmp3lame", "-b:a", "48k", "-f", "mp3"),
        f"file:{target}",
        timeout=STEP_SECONDS,
    )
