"""Category paths with slashes within names, and what Moodle puts before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.formats.categories import (
    join_path,
    read_moodle_path,
    split_path,
    write_moodle_path,
)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("", []),
        ("a", ["a"]),
        (" a / b ", ["a", "b"]),
        ("a//b/c", ["a/b", "c"]),
        ("a/", ["a"]),
        ("a // b/ //c", ["a / b", "/c"]),
    ],
)
def test_splitting(path: str, names: list[str]) -> None:
    assert split_path(path) == names


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("$course$/top/a/b", "a/b"),
        ("$course$/a", "a"),
        ("$system$/top", ""),
        ("$cat1$/top/a//b", "a//b"),
        ("top/a", "top/a"),
        ("a/$course$", "a/$course$"),
        ("$5 usaha/a", "$5 usaha/a"),
    ],
)
def test_moodles_own_is_left_out(path: str, read: str) -> None:
    assert read_moodle_path(path) == read


_names = st.text(alphabet="a/ $top", min_size=1, max_size=6).filter(str.strip)


@given(st.lists(_names | st.sampled_from(["top", "$course$", "$cat2$"]), max_size=4))
def test_there_and_back(names: list[str]) -> None:
    names = [name.strip() for name in names]
    path = join_path(names)
    assert split_path(path) == names
    assert split_path(read_moodle_path(write_moodle_path(path))) == names
