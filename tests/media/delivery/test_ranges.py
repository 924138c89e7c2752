"""What a Range gets: one table, walked on a disk and on a real S3 server."""

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from media.delivery.ranges import MAX_RANGES, Span, read_ranges
from tests.media.delivery.fetching import fetch

#: More than one block, so that an answer is put together.
CONTENT = bytes(range(256)) * 600
SIZE = len(CONTENT)
LAST = SIZE - 1

#: Range → status, and the pieces that are sent.
TABLE: dict[str, tuple[int, list[tuple[int, int]]]] = {
    "": (200, [(0, LAST)]),
    "bytes=0-": (206, [(0, LAST)]),
    "bytes=0-0": (206, [(0, 0)]),
    "bytes=0-1": (206, [(0, 1)]),
    "bytes=1000-70000": (206, [(1000, 70000)]),
    f"bytes={LAST}-": (206, [(LAST, LAST)]),
    f"bytes=100-{SIZE + 999}": (206, [(100, LAST)]),
    "bytes=-500": (206, [(SIZE - 500, LAST)]),
    f"bytes=-{SIZE + 1}": (206, [(0, LAST)]),
    f"bytes={SIZE}-": (416, []),
    f"bytes={SIZE + 5}-{SIZE + 9}": (416, []),
}
#: Several pieces at once. Buckets, Amazon's as well, answer with the whole, as the RFC lets them.
SEVERAL: dict[str, tuple[int, list[tuple[int, int]]]] = {
    "bytes=0-9,100-199": (206, [(0, 9), (100, 199)]),
    "bytes=0-9,-10": (206, [(0, 9), (SIZE - 10, LAST)]),
}
#: What servers may answer as they like.
OURS: dict[str, tuple[int, list[tuple[int, int]]]] = {
    "bytes=-0": (416, []),
    "bytes=5-2": (200, [(0, LAST)]),
    "bytes=a-b": (200, [(0, LAST)]),
    "bytes=": (200, [(0, LAST)]),
    "bytes=-": (200, [(0, LAST)]),
    "seconds=0-9": (200, [(0, LAST)]),
    f"bytes=0-{'9' * 5000}": (200, [(0, LAST)]),
    "Bytes = 0-9": (206, [(0, 9)]),
    "bytes=100-199 , 0-9,,": (206, [(100, 199), (0, 9)]),
    "bytes=0-9,5-20": (206, [(0, 20)]),
    "bytes=50-99,0-9,100-149": (206, [(0, 9), (50, 149)]),
    f"bytes=0-9,{SIZE}-": (206, [(0, 9)]),
    f"bytes={','.join(['0-'] * MAX_RANGES)}": (206, [(0, LAST)]),
    f"bytes={','.join(f'{at}-{at}' for at in range(0, 99, 2))}": (200, [(0, LAST)]),
}


def check(name: str, header: str, status: int, spans: list[tuple[int, int]]) -> None:
    answer = fetch(name, **({"range": header} if header else {}))
    assert answer.status == status
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{SIZE}"
        return
    assert answer.headers["accept-ranges"] == "bytes"
    assert int(answer.headers["content-length"]) == len(answer.body)
    if len(spans) > 1:
        assert answer.parts == [
            ("audio/mpeg", f"bytes {first}-{last}/{SIZE}", CONTENT[first : last + 1])
            for first, last in spans
        ]
        return
    first, last = spans[0]
    assert answer.body == CONTENT[first : last + 1]
    assert answer.headers["content-type"] == "audio/mpeg"
    named = answer.headers.get("content-range")
    assert named == (None if status == 200 else f"bytes {first}-{last}/{SIZE}")


@pytest.mark.parametrize("header", [*TABLE, *SEVERAL, *OURS], ids=lambda value: value[:30])
def test_on_disk(disk: Any, header: str) -> None:
    name = default_storage.save("media/suara.mp3", ContentFile(CONTENT))
    check(name, header, *{**TABLE, **SEVERAL, **OURS}[header])


def test_on_an_s3_server(bucket: Any, subtests: pytest.Subtests) -> None:
    name = default_storage.save("media/suara.mp3", ContentFile(CONTENT))
    whole = dict.fromkeys(SEVERAL, TABLE[""])
    for header, (status, spans) in {**TABLE, **whole}.items():
        with subtests.test(header):
            check(name, header, status, spans)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5", "bytes=0-0"])
def test_an_empty_file_has_no_byte_to_give(disk: Any, header: str) -> None:
    name = default_storage.save("media/kosong.mp3", ContentFile(b""))
    assert fetch(name, range=header).status == 416
    assert fetch(name).body == b""


@given(header=st.from_regex(re.compile(r"bytes=([0-9]{0,3}-[0-9]{0,3},?){1,6}"), fullmatch=True))
def test_whatever_is_asked_for_lies_in_the_file_and_no_byte_comes_twice(header: str) -> None:
    spans = read_ranges(header, size=300)
    sent = [at for span in spans or () for at in range(span.first, span.last + 1)]
    assert len(sent) == len(set(sent))
    assert all(0 <= at < 300 for at in sent)
    assert all(span.length > 0 for span in spans or ())


def test_a_span_counts_both_its_ends() -> None:
    assert Span(5, 9).length == 5
