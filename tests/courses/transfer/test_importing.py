"""What an import makes, keeps, changes and leaves."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Revision

from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from courses.transfer import importing, keys
from courses.transfer.importing import ImportReport, import_course
from courses.transfer.problems import TransferError
from courses.transfer.storing import removing_files_on_failure
from media.models import MediaItem
from tests.courses.transfer.conftest import (
    COURSE,
    GIFT,
    QUIZ,
    READING,
    SVG,
    Write,
    body_of,
    lesson,
    reading,
    snapshot,
    the_course,
)
from tests.factories.media import MP3, MP4

Load = Callable[..., ImportReport]
LESSON_3 = QUIZ.replace("Dua", "Tiga").replace("slug: dua", "slug: tiga")
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nHalo\n"


def slugs() -> list[str]:
    found = LessonPage.objects.child_of(the_course()).live().order_by("path")
    return [page.slug for page in found]


def choices() -> dict[str, str]:
    [question] = body_of("dua")[0]["value"]["questions"]
    return {one["value"]["text"]: one["id"] for one in question["value"]["answers"]}


def test_pages_are_live_with_fields_keys_and_ids(load: Load, index: CourseIndexPage) -> None:
    load()
    course = the_course()
    assert course.get_parent().specific == index
    assert (course.live, course.has_unpublished_changes, course.locale) == (
        True,
        False,
        index.locale,
    )
    assert (course.title, course.summary) == ("Kelas Kecil", "Satu hal kecil.")
    assert course.intro == "<p>Selamat <b>datang</b>.</p>"
    assert course.lesson_order == "open"
    assert course.translation_key == keys.course_key("kelas-kecil")
    page = lesson("satu")
    assert (page.live, page.title, page.summary, page.minutes) == (True, "Satu", "Yang pertama.", 5)
    assert page.translation_key == keys.lesson_key(course.translation_key, "satu")
    assert lesson("dua").minutes == 10
    [block] = body_of("satu")
    assert block["id"] == str(uuid.uuid5(page.translation_key, "baca"))
    assert page.outline[0]["kind"] == "reading"


def test_written_keys_and_ids_are_kept(load: Load) -> None:
    key, own = uuid.uuid4(), uuid.uuid4()
    load(
        {
            "course.md": COURSE.replace("---\nSel", f"key: {key}\nin_order: true\n---\nSel"),
            "01-satu.md": READING.replace("minutes: 5", f"key: {own}").replace("baca", str(own)),
        }
    )
    assert (the_course().translation_key, the_course().lesson_order) == (key, "in_order")
    assert lesson("satu").translation_key == own
    assert body_of("satu")[0]["id"] == str(own)


def test_every_part_of_a_reading(load: Load) -> None:
    text = (
        '### Judul\n\na **b**\n\n![Alt \\*](b.svg "Takarir")\n\n![](b.svg)\n\n'
        "::: steps\n1. satu\n2. *dua*\n:::\n::: callout example Contoh ini\n- x\n:::\n"
        "> Kata\n>\n> lagi\n> — Wulan\n\n> Tanpa sumber\n\nx\n\n---\n\ny"
    )
    load({"01-satu.md": reading(text), "b.svg": SVG})
    image = get_image_model().objects.get()
    assert (image.title, image.file_hash != "", image.is_svg()) == ("b.svg", True, True)
    parts = [(one["type"], one["value"]) for one in body_of("satu")[0]["value"]["body"]]
    assert [value for kind, value in parts if kind == "text"] == [
        "<h3>Judul</h3><p>a <b>b</b></p>",
        "<p>x</p>",
        "<p>y</p>",
    ]
    [told, decorative] = [value for kind, value in parts if kind == "picture"]
    assert told["caption"] == "Takarir"
    assert told["image"] == {"image": image.pk, "alt_text": "Alt *", "decorative": False}
    assert decorative["image"] == {"image": image.pk, "alt_text": "", "decorative": True}
    steps = next(value for kind, value in parts if kind == "steps")["steps"]
    assert [step["value"] for step in steps] == ["<p>satu</p>", "<p><i>dua</i></p>"]
    callout = next(value for kind, value in parts if kind == "callout")
    assert callout == {"type": "example", "title": "Contoh ini", "text": "<ul><li>x</li></ul>"}
    assert [value for kind, value in parts if kind == "quotation"] == [
        {"text": "Kata\n\nlagi", "source": "Wulan"},
        {"text": "Tanpa sumber", "source": ""},
    ]


def test_a_quiz(load: Load) -> None:
    load({"02-dua.md": QUIZ + "pass_mark: 80\ntries: 2\n"})
    [block] = body_of("dua")
    value = block["value"]
    assert (value["title"], value["pass_mark"], value["tries"]) == ("Kuis", 80, 2)
    [question] = value["questions"]
    assert question["id"] == str(uuid.uuid5(uuid.UUID(block["id"]), "q1"))
    answers = [one["value"] for one in question["value"]["answers"]]
    assert answers[0] == {"text": "Empat", "right": True, "credit": None, "feedback": "Benar."}
    assert not answers[1]["right"]


def test_quiz_settings_have_the_blocks_defaults(load: Load) -> None:
    load()
    value = body_of("dua")[0]["value"]
    assert (value["pass_mark"], value["tries"]) == (60, 0)


def recording(kind: str, settings: str) -> str:
    head = "---\ntitle: Satu\nslug: satu\n---\n"
    return f"{head}# {kind}: rekaman\ntitle: R\n{settings}\n\nKata *dia*.\n"


def test_recordings(load: Load) -> None:
    text = recording("audio", "file: a.mp3\nseconds: 95\ncaptions: a.vtt\nminutes: 2")
    report = load({"01-satu.md": text, "a.mp3": MP3, "a.vtt": VTT})
    assert report.recordings == ["a.mp3"]
    item = MediaItem.objects.get()
    assert (item.title, item.type, item.seconds, item.size) == ("a.mp3", "audio", 95, len(MP3))
    assert item.captions.read().decode() == VTT
    assert body_of("satu")[0]["value"] == {
        "title": "R",
        "file": item.pk,
        "link": "",
        "minutes": 2,
        "transcript": "<p>Kata <i>dia</i>.</p>",
    }
    assert load().is_empty
    assert MediaItem.objects.count() == 1


def test_the_same_recording_in_two_lessons_is_one_item(load: Load) -> None:
    text = recording("video", "file: a.mp4\nseconds: 9")
    other = text.replace("atu", "iga").replace("a.mp4", "b.mp4")
    load({"01-satu.md": text, "03-siga.md": other, "a.mp4": MP4, "b.mp4": MP4})
    assert MediaItem.objects.count() == 1


def test_other_bytes_or_captions_are_another_item(load: Load) -> None:
    text = recording("video", "file: a.mp4\nseconds: 9")
    load({"01-satu.md": text, "a.mp4": MP4})
    assert load({"a.mp4": MP4[:-1] + b"x"}).recordings == ["a.mp4"]
    assert load({"01-satu.md": text.replace("9", "9\ncaptions: a.vtt"), "a.vtt": VTT}).recordings
    assert MediaItem.objects.count() == 3


def test_a_recording_that_was_measured_since_is_found_again(load: Load) -> None:
    text = recording("audio", "file: a.mp3\nseconds: 95")
    other = text.replace("atu", "iga").replace("95", "96")
    load({"01-satu.md": text, "03-siga.md": other, "a.mp3": MP3})
    MediaItem.objects.update(seconds=94, state=MediaItem.State.READY)
    report = load()
    assert (report.recordings, report.changed, MediaItem.objects.count()) == ([], [], 1)


def test_a_new_recording_is_prepared_once_all_is_committed(
    load: Load, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[MediaItem] = []
    monkeypatch.setattr("media.encoding.jobs.prepare", prepared.append)
    text = recording("audio", "file: a.mp3\nseconds: 95")
    with django_capture_on_commit_callbacks(execute=True):
        load({"01-satu.md": text, "a.mp3": MP3})
        assert prepared == []
    assert prepared == [MediaItem.objects.get()]
    with django_capture_on_commit_callbacks(execute=True):
        load()
    assert len(prepared) == 1


def test_a_link(load: Load) -> None:
    load({"01-satu.md": recording("video", "link: https://a.id/v\nminutes: 3")})
    value = body_of("satu")[0]["value"]
    assert (value["link"], value["minutes"], value["file"]) == ("https://a.id/v", 3, None)


def test_a_kind_that_nobody_heard_of(load: Load) -> None:
    load({"01-satu.md": reading("a\n\n# pledge: janji\nvalue:\n  title: J\n  prompt: Apa?\n")})
    assert body_of("satu")[1]["value"] == {"title": "J", "prompt": "Apa?"}


def test_the_order_is_that_of_the_numbers(load: Load) -> None:
    load({"10-tiga.md": LESSON_3})
    assert slugs() == ["satu", "dua", "tiga"]


# --- Again ------------------------------------------------------------------------------------


def test_importing_again_changes_nothing(load: Load) -> None:
    load({"01-satu.md": reading("![a](b.svg)"), "b.svg": SVG})
    before = snapshot()
    report = load()
    assert report.is_empty
    assert report.unchanged == ["Kelas Kecil", "Satu", "Dua"]
    assert snapshot() == before


def test_only_what_differs_is_published_again(load: Load) -> None:
    load()
    revisions = {page.pk: page.latest_revision_id for page in LessonPage.objects.all()}
    report = load({"01-satu.md": READING.replace("bacaan", "baru")})
    assert (report.changed, report.created) == (["Satu"], [])
    assert lesson("dua").latest_revision_id == revisions[lesson("dua").pk]
    assert lesson("satu").latest_revision_id != revisions[lesson("satu").pk]
    assert lesson("satu").pk in revisions
    assert "baru" in body_of("satu")[0]["value"]["body"][0]["value"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("course.md", COURSE.replace("Satu hal", "Dua hal")),
        ("course.md", COURSE.replace("datang", "pergi")),
        ("course.md", COURSE.replace("---\nSel", "in_order: true\n---\nSel")),
        ("01-satu.md", READING.replace("minutes: 5", "minutes: 6")),
        ("01-satu.md", READING.replace("Yang", "Ini yang")),
        ("01-satu.md", READING.replace("title: Satu", "title: Sebuah")),
    ],
)
def test_each_field_is_compared(load: Load, name: str, text: str) -> None:
    load()
    assert len(load({name: text}).changed) == 1
    assert load().is_empty


def test_ids_stay_when_texts_are_edited(load: Load) -> None:
    load({"01-satu.md": reading("a\n\n> kutipan\n\nb\n\n::: steps\n- x\n- y\n:::")})
    before = body_of("satu")[0]
    load({"01-satu.md": reading("a lagi\n\n> kutip\n\nb\n\n::: steps\n- x\n- z\n:::", "Lain")})
    after = body_of("satu")[0]
    assert after["id"] == before["id"]
    ids = [[one["id"] for one in block["value"]["body"]] for block in (before, after)]
    assert ids[0] == ids[1]
    steps = [block["value"]["body"][3]["value"]["steps"] for block in (before, after)]
    assert [one["id"] for one in steps[0]] == [one["id"] for one in steps[1]]


def test_parts_keep_their_ids_when_one_is_put_before_them(load: Load) -> None:
    load({"01-satu.md": reading("a\n\n> kutipan")})
    before = [one["id"] for one in body_of("satu")[0]["value"]["body"]]
    load({"01-satu.md": reading("> baru\n\na\n\n> kutipan")})
    after = [one["id"] for one in body_of("satu")[0]["value"]["body"]]
    assert after[1:] == before
    assert len(set(after)) == 3


def test_choice_ids_stay_when_the_text_is_edited_or_the_order_changes(load: Load) -> None:
    load()
    before = choices()
    question = body_of("dua")[0]["value"]["questions"][0]["id"]
    load({"02-dua.gift": GIFT.replace("Empat", "4").replace("Berapa", "Berapakah")})
    assert body_of("dua")[0]["value"]["questions"][0]["id"] == question
    assert choices() == {"4": before["Empat"], "Lima": before["Lima"]}
    load({"02-dua.gift": "::q1::Berapa?{\n~Lima#Salah.\n=4#Ya.\n~Nol#Tidak.\n}"})
    after = choices()
    assert (after["4"], after["Lima"]) == (before["Empat"], before["Lima"])
    assert len(set(after.values())) == 3


def test_stored_html_that_means_the_same_stays(load: Load) -> None:
    load()
    page = lesson("satu")
    raw = body_of("satu")
    draftail = '<p data-block-key="abcde">Isi <i>bacaan</i>.</p>'
    raw[0]["value"]["body"][0]["value"] = draftail
    page.body = raw
    page.save_revision().publish()
    assert load().is_empty
    load({"01-satu.md": READING + "\n> Kutipan\n"})
    assert body_of("satu")[0]["value"]["body"][0]["value"] == draftail


def test_an_editors_draft_is_left_alone_until_the_lesson_changes(load: Load) -> None:
    load()
    page = lesson("satu")
    page.title = "Konsep"
    draft = page.save_revision()
    assert load().is_empty
    assert lesson("satu").latest_revision == draft
    report = load({"01-satu.md": READING.replace("bacaan", "baru")})
    assert report.drafts == ["Satu"]
    assert any("draft was replaced" in line for line in report.lines())
    assert lesson("satu").title == "Satu"


def test_lessons_change_places_and_slugs(load: Load) -> None:
    load()
    keys_of = {page.slug: page.translation_key for page in LessonPage.objects.all()}
    report = load(
        {
            "01-satu.md": QUIZ.replace("slug: dua", f"slug: satu\nkey: {keys_of['dua']}"),
            "02-dua.md": READING.replace("slug: satu", f"slug: dua\nkey: {keys_of['satu']}"),
        }
    )
    assert report.reordered
    assert sorted(report.changed) == ["Dua", "Satu"]
    assert [page.title for page in LessonPage.objects.order_by("path")] == ["Dua", "Satu"]
    assert slugs() == ["satu", "dua"]
    assert {page.slug: page.url_path.split("/")[-2] for page in LessonPage.objects.all()} == {
        "satu": "satu",
        "dua": "dua",
    }


def test_a_lesson_in_between_and_one_that_leaves(load: Load) -> None:
    load()
    report = load({"02-dua.md": LESSON_3, "03-dua.md": QUIZ})
    assert (report.created, report.reordered, report.changed) == (["Tiga"], True, [])
    assert slugs() == ["satu", "tiga", "dua"]
    report = load({"02-dua.md": None})
    assert report.unpublished == ["Tiga"]
    assert any("no such lesson" in line for line in report.lines())
    assert slugs() == ["satu", "dua"]
    assert not lesson("tiga").live
    report = load({"02-dua.md": LESSON_3})
    assert report.changed == ["Tiga"]
    assert slugs() == ["satu", "tiga", "dua"]


def test_a_course_with_a_key_gets_another_slug(load: Load) -> None:
    load()
    key = the_course().translation_key
    text = COURSE.replace("kelas-kecil", "kelas-mungil").replace(
        "---\nSel", f"key: {key}\n---\nSel"
    )
    files = {"course.md": text, "01-satu.md": READING.replace("bacaan", "baru"), "02-dua.md": None}
    assert load({**files, "03-tiga.md": LESSON_3}).unpublished == ["Dua"]
    assert CoursePage.objects.get().slug == "kelas-mungil"
    assert {page.url_path.split("/")[-3] for page in LessonPage.objects.all()} == {"kelas-mungil"}
    assert load().is_empty


def test_a_course_stays_where_an_editor_moved_it(load: Load, index: CourseIndexPage) -> None:
    load()
    other = CourseIndexPage(title="Lain", slug="lain", locale=index.locale)
    index.get_parent().add_child(instance=other)
    the_course().move(other, pos="last-child")
    assert load().is_empty
    assert the_course().get_parent().specific == other


def test_a_translation_shares_keys(load: Load, write: Write, index: CourseIndexPage) -> None:
    load()
    english = CourseIndexPage.objects.get(locale=Locale.objects.get(language_code="en"))
    key = the_course().translation_key
    text = COURSE.replace("kelas-kecil", "small-course").replace(
        "---\nSel", f"key: {key}\nlanguage: en\n---\nSel"
    )
    report = import_course(write({"course.md": text}), index=english)
    assert len(report.created) == 3
    assert CoursePage.objects.filter(translation_key=key).count() == 2
    assert LessonPage.objects.filter(slug="satu").values("translation_key").distinct().count() == 1


# --- Links ------------------------------------------------------------------------------------


def test_links_lead_to_pages_that_the_import_makes(load: Load, index: CourseIndexPage) -> None:
    own = f"{index.url_path}kelas-kecil/"
    text = f"[a](lesson:dua) [b](page:{own}) [c](page:{own}dua/) [d](page:{index.url_path})"
    load({"01-satu.md": reading(text), "course.md": COURSE + "\n[e](lesson:satu)\n"})
    html = body_of("satu")[0]["value"]["body"][0]["value"]
    for name, page in zip("abcd", [lesson("dua"), the_course(), lesson("dua"), index], strict=True):
        assert f'<a id="{page.pk}" linktype="page">{name}</a>' in html
    assert f'<a id="{lesson("satu").pk}" linktype="page">e</a>' in the_course().intro
    assert load().is_empty


# --- All or nothing ---------------------------------------------------------------------------


def test_a_dry_run_tells_and_writes_nothing(
    load: Load, list_stored: Callable[[], set[str]]
) -> None:
    files = {
        "01-satu.md": reading("![a](b.svg)")
        + "\n# audio: c\ntitle: a\nfile: c.mp3\nseconds: 9\n\nx",
        "b.svg": SVG,
        "c.mp3": MP3,
    }
    before = snapshot()
    report = load(files, dry_run=True)
    assert (report.created, report.pictures) == (["Kelas Kecil", "Satu", "Dua"], ["b.svg"])
    assert report.recordings == ["c.mp3"]
    assert "would be created: Satu" in report.lines()
    assert (snapshot(), list_stored()) == (before, set())
    real = load()
    assert (real.created, real.pictures) == (report.created, report.pictures)
    revisions = Revision.objects.count()
    report = load({"02-dua.gift": GIFT.replace("Lima", "5"), "01-satu.md": None}, dry_run=True)
    assert (report.changed, report.unpublished) == (["Dua"], ["Satu"])
    assert Revision.objects.count() == revisions
    assert lesson("satu").live


def test_a_failure_at_the_last_lesson_leaves_nothing(
    load: Load, list_stored: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = importing._publish_lesson

    def stumble(plan: Any, page: LessonPage, whole: Any) -> None:
        publish(plan, page, whole)
        if plan.parsed.slug == "dua":
            assert len(list_stored()) >= 3, "original, rendition and recording are there by now"
            raise RuntimeError("listrik padam")

    monkeypatch.setattr(importing, "_publish_lesson", stumble)
    before = snapshot()
    text = reading("![a](b.svg)") + "\n\n# audio: c\ntitle: a\nfile: c.mp3\nseconds: 9\n\nx"
    with pytest.raises(RuntimeError):
        load({"01-satu.md": text, "b.svg": SVG, "c.mp3": MP3})
    assert (snapshot(), list_stored()) == (before, set())
    monkeypatch.undo()
    load()
    assert lesson("satu").outline[0]["bytes"] > 0
    assert len(list_stored()) == 3


def test_files_of_others_survive_a_failure(list_stored: Callable[[], set[str]], db: None) -> None:
    kept = MediaItem(title="a", file=ContentFile(MP3, name="a.mp3"), seconds=1)
    kept.save()
    before = list_stored()

    def fail() -> None:
        with removing_files_on_failure(), transaction.atomic():
            kept.title = "Baru"
            kept.save()
            MediaItem(title="b", file=ContentFile(MP3, name="b.mp3"), seconds=1).save()
            assert len(list_stored()) == len(before) + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list_stored() == before


def test_progress_is_told_for_each_lesson(load: Load) -> None:
    told: list[str] = []
    load(tell=told.append)
    assert told == ["1/2 01-satu.md", "2/2 02-dua.md"]


def test_an_unrelated_page_has_the_slug(load: Load, index: CourseIndexPage) -> None:
    page = Page(title="Lain", slug="kelas-kecil", locale=index.locale)
    index.add_child(instance=page)
    with pytest.raises(TransferError, match="The page 'Lain' has the slug"):
        load()
