"""A browser jumps about in an hour of sound without fetching it whole."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media.delivery import streams
from media.delivery.addresses import address_of
from media.delivery.ranges import Span

MINUTES = 60
#: A good mobile network. Without one, the buffers on the way swallow megabytes within a moment,
#: before the browser can say that it has enough.
BYTES_A_SECOND = 2_000_000
#: Plays from `second` on until sound is really heard there, and stops.
SEEK = """
(second) => new Promise((done, fail) => {
    const sound = window.sound;
    sound.addEventListener("error", () => fail(new Error(sound.error.message)));
    sound.addEventListener("timeupdate", function heard() {
        if (sound.currentTime > second + 0.3 && sound.currentTime < second + 30) {
            sound.removeEventListener("timeupdate", heard);
            sound.pause();
            done(sound.currentTime);
        }
    });
    sound.currentTime = second;
    sound.play().catch(fail);
})
"""
LOAD = """
(url) => new Promise((done, fail) => {
    window.sound = new Audio();
    window.sound.preload = "metadata";
    window.sound.muted = true;
    window.sound.addEventListener("loadedmetadata", () => done(window.sound.duration));
    window.sound.addEventListener("error", () => fail(new Error(window.sound.error.message)));
    window.sound.src = url;
})
"""


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An hour at 64 kb/s: one minute made, the others copies of it."""
    folder = tmp_path_factory.mktemp("sound")
    minute, whole = folder / "minute.mp3", folder / "hour.mp3"
    tone = ["-f", "lavfi", "-i", "sine=frequency=300:duration=60:sample_rate=24000"]
    _run(*tone, "-ac", "1", "-b:a", "64k", minute)
    _run("-stream_loop", str(MINUTES - 1), "-i", minute, "-c", "copy", whole)
    return whole.read_bytes()


def _run(*arguments: str | Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", *arguments]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603 - the package's own program


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """First byte and length of each block that left a file."""
    blocks: list[tuple[int, int]] = []
    really = streams.Body._read

    def count(self: streams.Body, span: Span) -> Any:
        at = span.first
        for block in really(self, span):
            blocks.append((at, len(block)))
            at += len(block)
            yield block
            time.sleep(len(block) / BYTES_A_SECOND)

    monkeypatch.setattr(streams.Body, "_read", count)
    return blocks


def test_chromium_seeks_in_an_hour_without_fetching_it_whole(
    live_server: Any,
    transactional_db: None,
    open_context: Callable[..., Any],
    hour: bytes,
    sent: list[tuple[int, int]],
) -> None:
    name = default_storage.save("media/satu-jam.mp3", ContentFile(hour))
    page = open_context().new_page()
    page.goto(f"{live_server.url}/healthz")
    assert page.evaluate(LOAD, address_of(name)) == pytest.approx(MINUTES * 60, abs=5)
    for minute in (50, 20):
        second = minute * 60
        assert page.evaluate(SEEK, second) == pytest.approx(second, abs=30)
        first = round(len(hour) * minute / MINUTES)
        near = [at for at, _length in sent if abs(at - first) < len(hour) // 30]
        assert near, "the bytes of that minute were sent"
    page.close()
    total = sum(length for _at, length in sent)
    assert total < len(hour) // 3, f"{total:,} of {len(hour):,} bytes"
