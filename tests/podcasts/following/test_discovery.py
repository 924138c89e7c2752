import time

from podcasts.following.discovery import FoundFeed, find_feeds

BASE = "https://contoh.id/acara/"


def test_a_page_names_its_feeds() -> None:
    page = """<html><head><base href="/dasar/">
        <link rel="stylesheet" href="x.css">
        <link rel="alternate" type="application/rss+xml" title="Kabar &amp; Desa" href="feed.xml">
        <LINK TYPE='application/atom+xml' HREF='https://lain.id/a?x=1&amp;y=2'
            REL='home Alternate' />
        <link rel=alternate type=application/rss+xml href=feed.xml>
        <link rel="alternate" type="text/html" hreflang="en" href="/en/">
        <!-- <link rel="alternate" type="application/rss+xml" href="old.xml"> -->
        <link rel="alternate" type="application/rss+xml" href="javascript:x()">
        <link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">
        <link rel="alternate" type="application/rss+xml" href="http://[::1">
        </head><body><a href="/feed">x</a></body></html>"""
    assert find_feeds(page.encode(), BASE) == [
        FoundFeed("https://contoh.id/dasar/feed.xml", "Kabar & Desa"),
        FoundFeed("https://lain.id/a?x=1&y=2"),
    ]


def test_a_link_that_looks_like_a_feed_will_do() -> None:
    page = '<a href="/feed/">RSS</a> <a href="a.rss" title="Satu">x</a> <a href="/feeding">y</a>'
    assert find_feeds(page, BASE) == [
        FoundFeed("https://contoh.id/feed/"),
        FoundFeed("https://contoh.id/acara/a.rss", "Satu"),
    ]


def test_a_page_without_a_feed_names_none() -> None:
    assert find_feeds("", BASE) == find_feeds(b"\xff\0<p>Halo", BASE) == []


def test_a_page_made_to_be_slow_is_not() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    assert len(find_feeds("".join(link.format(n) for n in range(500)), BASE)) == 20
    began = time.monotonic()
    for part in ("<link ", "<!--", "<a href=", "<a " + "a" * 1400, '<a a="', link.format("%")):
        find_feeds(part * (2_000_000 // len(part)), BASE)
    assert time.monotonic() - began < 5
