from podcasts.following.cleaning import clean_notes, clean_title


def test_scripts_handlers_and_odd_links_go() -> None:
    dirty = (
        '<p onclick="x()">a<script>evil()</script><img src=x onerror=y>'
        '<a href="javascript:x">b</a><a href="file:///etc">c</a></p>'
    )
    cleaned = clean_notes(dirty)
    for word in ("script", "onclick", "evil", "img", "javascript", "file:"):
        assert word not in cleaned


def test_plain_links_and_lists_stay() -> None:
    cleaned = clean_notes('<ul><li><a href="https://contoh.id/">x</a></li></ul>')
    assert 'href="https://contoh.id/"' in cleaned
    assert "<li>" in cleaned


def test_titles_are_one_line_of_text() -> None:
    assert clean_title("<b>Tanya</b>\n &amp;  jawab", longest=500) == "Tanya & jawab"
    assert clean_title("abcdef", longest=3) == "abc"
