from podcasts.following.cleaning import clean_feed, clean_notes, clean_title
from podcasts.following.values import ReadEpisode, ReadFeed


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


def test_all_words_of_a_feed_are_made_safe_where_it_is_read() -> None:
    episode = ReadEpisode(
        title="<b>A</b> &amp; B",
        summary="<i>Singkat</i>",
        notes="<p>x<script>y()</script></p>",
        season_name="<u>Panen</u>",
        number="<u>3</u>",
        guid="<guid>",
    )
    feed = ReadFeed(
        title="<b>Kabar</b>", author="<u>Sari</u>", description="<script>z()</script>Isi",
        guid="<guid>", episodes=[episode],
    )  # fmt: skip
    cleaned = clean_feed(feed)
    assert (cleaned.title, cleaned.author, cleaned.description) == ("Kabar", "Sari", "Isi")
    assert cleaned.guid == "<guid>"
    assert cleaned.episodes == [
        ReadEpisode(
            title="A & B",
            summary="Singkat",
            notes="<p>x</p>",
            season_name="Panen",
            number="3",
            guid="<guid>",
        )
    ]
