"""The commands about feeds that are followed."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from podcasts.following.courtesy import Courtesy
from podcasts.models.feeds import FollowedFeed
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import (
    Server,
    answer,
    make_feed,
    make_item,
    serving,
    use_loopback,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    use_loopback(monkeypatch)
    monkeypatch.setattr("podcasts.following.refreshing.Courtesy", lambda: Courtesy(gap=0))
    feed = answer(make_feed(make_item(1) + make_item(2)).encode())
    with serving({"/good": feed, "/bad": answer(status=500)}) as running:
        yield running


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_due_feeds_are_asked_and_told(server: Server) -> None:
    make_followed_feed(url=server.url("/good"))
    out, err = run("fetch_feeds")
    assert out == "1 updated\n"
    assert "Kabar Desa: 2 new, 0 edited, 0 gone" in err
    assert run("fetch_feeds") == ("No feed is due.\n", "")
    assert run("fetch_feeds", "--all")[0] == "1 unchanged\n"


def test_one_failure_ends_with_an_error_after_all_were_asked(server: Server) -> None:
    make_followed_feed(url=server.url("/bad"))
    make_followed_feed(url=server.url("/good"))
    out = StringIO()
    with pytest.raises(CommandError, match="1 could not be had"):
        call_command("fetch_feeds", "--json", stdout=out, stderr=StringIO())
    told = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(one["outcome"], one["problem"], one["added"]) for one in told] == [
        ("failed", "server_error", 0),
        ("updated", "", 2),
    ]


def test_a_single_feed_is_asked_by_its_address(server: Server) -> None:
    make_followed_feed(url=server.url("/good"))
    make_followed_feed(url=server.url("/bad"))
    assert run("fetch_feeds", "--feed", server.url("/good"))[0] == "1 updated\n"
    with pytest.raises(CommandError, match=r"No feed is followed at https://x\.id"):
        run("fetch_feeds", "--feed", "https://x.id")
    FollowedFeed.objects.update(state=FollowedFeed.State.PAUSED)
    with pytest.raises(CommandError, match="paused"):
        run("fetch_feeds", "--feed", server.url("/good"))


def test_lists_go_out_and_come_in(server: Server, tmp_path: Path) -> None:
    make_followed_feed(url=server.url("/good"), title="Kabar")
    file = tmp_path / "feeds.opml"
    run("export_feeds", "--output", str(file))
    assert run("export_feeds")[0] == file.read_text(encoding="utf-8")
    FollowedFeed.objects.all().delete()
    assert run("import_feeds", str(file), "--dry-run")[0] == "1 new, 0 followed already.\n"
    assert not FollowedFeed.objects.exists()
    out, err = run("import_feeds", str(file))
    assert (out, "Kabar" in err) == ("1 new, 0 followed already.\n", True)
    assert run("fetch_feeds")[0] == "1 updated\n"


def test_a_list_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("import_feeds", str(tmp_path / "nothing.opml"))
    (tmp_path / "bad.opml").write_text("halo")
    with pytest.raises(CommandError, match=r"bad\.opml: "):
        run("import_feeds", str(tmp_path / "bad.opml"))
    (tmp_path / "one.opml").write_text('<opml><body><outline xmlUrl="file:///x"/></body></opml>')
    with pytest.raises(CommandError, match="1 could not be taken"):
        run("import_feeds", str(tmp_path / "one.opml"))
    with pytest.raises(CommandError, match="Is a directory"):
        run("export_feeds", "--output", str(tmp_path))
