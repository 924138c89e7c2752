"""Loading the demo in tests: no minutes of encoding, unless a test asks for it."""

from collections.abc import Iterator

import pytest

from lms.demo import podcast_show
from media.encoding.problems import CannotPrepare, Problem


def _find_none() -> None:
    raise CannotPrepare(Problem.NO_FFMPEG)


@pytest.fixture
def with_ffmpeg() -> None:
    """Recordings of the demo are prepared."""


@pytest.fixture(autouse=True)
def _without_ffmpeg(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if "with_ffmpeg" not in request.fixturenames:
            patch.setattr(podcast_show, "find_ffmpeg", _find_none)
        yield
