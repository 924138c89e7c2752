"""Who gets what at every address outside of the editor."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.lms.access.people import (
    AWAY,
    BAD,
    GONE,
    METHODS,
    NO,
    OK,
    SIGN_IN,
    TAKEN_BACK,
    TOKEN,
    WRONG,
    Row,
    row,
)
from tests.lms.access.world import PEOPLE, World


@dataclass(frozen=True)
class Address:
    """One address, and for each method what each of the roles gets. HEAD is as GET; methods that
    are not named are refused."""

    url: str
    rows: dict[str, Row]
    data: dict[str, Any] = field(default_factory=dict)

    def row_of(self, method: str) -> Row:
        if method == "HEAD" and "GET" in self.rows:
            method = "GET"
        return self.rows.get(method, self.rows.get("REST", row(WRONG)))


def at(url: str, *, data: dict[str, Any] | None = None, **rows: Row) -> Address:
    """`at("/x/", GET=row(OK), REST=row(WRONG))`; REST is for the methods that are not named."""
    assert rows.keys() <= {*METHODS, "REST"}
    return Address(url, rows, data or {})


def any_method(url: str, answer: Row, *, data: dict[str, Any] | None = None) -> Address:
    """For a view of Wagtail's, or somebody else's, that asks for no method."""
    return at(url, data=data, REST=answer)


def our_map(world: World) -> dict[str, dict[str, Address]]:
    """Route → what stands there → its address with who gets what. Where an address has a key in
    it, it stands here with something one may have and something one may not."""
    return {
        **_site(world),
        **_files(world),
        **_podcasts(world),
        **_people(world),
        **_own_account(world),
        **_learning(world),
    }


def _site(world: World) -> dict[str, dict[str, Address]]:
    return {
        "healthz": {"": at("/healthz", GET=row(OK))},
        "": {"": at("/", GET=row(OK))},
        "masuk/": {"": at("/masuk/", GET=row(AWAY, anonymous=OK), POST=row(AWAY, anonymous=OK))},
        "keluar/": {"": at("/keluar/", GET=row(OK), POST=row(AWAY))},
        "koordinator/": {"": at("/koordinator/", GET=row(NO, anonymous=SIGN_IN, coordinators=OK))},
        "koordinator/kemajuan.csv": {
            "": at("/koordinator/kemajuan.csv", GET=row(NO, anonymous=SIGN_IN, coordinators=OK))
        },
        "_util/login/": {"": any_method("/_util/login/", row(AWAY))},
    }


def _files(world: World) -> dict[str, dict[str, Address]]:
    media, documents = world.media, world.documents
    sent = world.sent
    own, anothers = (f"/kegiatan/quiz/kiriman/{sent[whose].pk}/" for whose in ("own", "another's"))
    return {
        "berkas/<path:path>": {
            "public": at(f"/berkas/{media['public'].file.name}", GET=row(OK)),
            "private": at(f"/berkas/{media['private'].file.name}", GET=row(OK, anonymous=GONE)),
            "sent by somebody": at(f"/berkas/{sent['own'].file.name}", GET=row(GONE)),
            "a document": at(f"/berkas/{documents['public'].file.name}", GET=row(GONE)),
        },
        "berkas/teks/<int:pk>.<slug:ending>": {
            "public": at(f"/berkas/teks/{media['public'].pk}.vtt", GET=row(OK)),
            "private": at(f"/berkas/teks/{media['private'].pk}.vtt", GET=row(OK, anonymous=GONE)),
        },
        r"dokumen/^(\d+)/(.*)$": {
            "public": any_method(documents["public"].url, row(OK)),
            "private": any_method(documents["private"].url, row(OK, anonymous=SIGN_IN)),
            "by password": any_method(documents["password"].url, row(OK)),
        },
        "dokumen/authenticate_with_password/<int:restriction_id>/": {
            "": any_method(
                f"/dokumen/authenticate_with_password/{world.collection_restriction.pk}/", row(OK)
            ),
        },
        "kegiatan/quiz/kiriman/<uuid:file_id>/": {
            "own": at(own, GET=row(GONE, enrolled=OK, trainers=OK)),
            "another's": at(anothers, GET=row(GONE, trainers=OK)),
        },
    }


def _podcasts(world: World) -> dict[str, dict[str, Address]]:
    show, private = world.show.slug, world.private_show.slug
    issued, back = world.tokens["issued"], world.tokens["taken back"]
    sound = {name: item.encodings.first().file.name for name, item in world.media.items()}
    signed_in = row(WRONG, anonymous=SIGN_IN)
    none = row(GONE, anonymous=SIGN_IN)
    public_episode, private_episode = (world.episodes[name].slug for name in ("public", "private"))
    return {
        "podcast/oembed.json": {
            "public": at(f"/podcast/oembed.json?url={world.show.full_url}", GET=row(OK)),
            "private": at(f"/podcast/oembed.json?url={world.private_show.full_url}", GET=row(GONE)),
        },
        "podcast/<slug:show>/saya/": {
            "private": at(
                f"/podcast/{private}/saya/",
                GET=row(OK, anonymous=SIGN_IN),
                POST=row(AWAY, anonymous=SIGN_IN),
                REST=signed_in,
            ),
            "public": at(f"/podcast/{show}/saya/", GET=none, POST=none, REST=signed_in),
        },
        "podcast/<slug:show>/feed.xml": {
            "public": at(f"/podcast/{show}/feed.xml", GET=row(OK)),
            "private": at(f"/podcast/{private}/feed.xml", GET=row(GONE)),
        },
        "podcast/<slug:show>/<slug:episode>/chapters.json": {
            "public": at(f"/podcast/{show}/{public_episode}/chapters.json", GET=row(OK)),
            "private": at(f"/podcast/{private}/{private_episode}/chapters.json", GET=row(GONE)),
            "another show's": at(f"/podcast/{show}/{private_episode}/chapters.json", GET=row(GONE)),
        },
        "podcast/<slug:show>/saya/<str:token>/feed.xml": {
            "issued": at(f"/podcast/{private}/saya/{issued}/feed.xml", GET=row(OK)),
            "taken back": at(f"/podcast/{private}/saya/{back}/feed.xml", GET=row(TAKEN_BACK)),
            "another show's": at(f"/podcast/{show}/saya/{issued}/feed.xml", GET=row(GONE)),
        },
        "podcast/<slug:show>/saya/<str:token>/<path:name>": {
            "issued": at(f"/podcast/{private}/saya/{issued}/{sound['private']}", GET=row(OK)),
            "taken back": at(
                f"/podcast/{private}/saya/{back}/{sound['private']}", GET=row(TAKEN_BACK)
            ),
            "another show's": at(
                f"/podcast/{private}/saya/{issued}/{sound['public']}", GET=row(GONE)
            ),
        },
    }


def _people(world: World) -> dict[str, dict[str, Address]]:
    """Who may reset whose sign-in: only that of people below, administrators also of their own
    rank. Nobody gets a PIN for somebody who signs in by password."""
    may = {
        "participant": row(NO, anonymous=SIGN_IN, staff=OK),
        "trainer": row(NO, anonymous=SIGN_IN, administrators=OK),
        "coordinator": row(NO, anonymous=SIGN_IN, administrators=OK),
        "administrator": row(NO, anonymous=SIGN_IN, administrators=OK),
        "superuser": row(NO, anonymous=SIGN_IN, superuser=OK),
    }
    desk = "/koordinator/pin/"
    return {
        "koordinator/pin/": {"": at(desk, GET=row(NO, anonymous=SIGN_IN, staff=OK))},
        "koordinator/pin/<slug:code>/": {
            **{
                who: at(
                    f"{desk}{world.others[who].code}/",
                    GET=may[who],
                    POST=may[who],
                    data={"action": "unlock"},
                )
                for who in PEOPLE
            },
            "a new PIN for staff": at(
                f"{desk}{world.others['trainer'].code}/",
                GET=may["trainer"],
                POST=row(NO, anonymous=SIGN_IN),
            ),
        },
    }


def _own_account(world: World) -> dict[str, dict[str, Address]]:
    """One's own devices; and the second step, for staff alone, and then by recent proof."""
    own, anothers = (
        f"/akun/perangkat/{world.devices[whose].pk}/" for whose in ("own", "another's")
    )
    staff_only = {"anonymous": SIGN_IN, "participants": NO}
    proof_first = row(AWAY, **staff_only)
    without_one = row(GONE, **staff_only)
    not_so = row(WRONG, **staff_only)
    passkey = world.passkey.pk
    return {
        "akun/perangkat/": {"": at("/akun/perangkat/", GET=row(OK, anonymous=SIGN_IN))},
        "akun/perangkat/<int:pk>/": {
            "own": at(own, POST=row(GONE, anonymous=SIGN_IN, enrolled=AWAY)),
            "another's": at(anothers, POST=row(GONE, anonymous=SIGN_IN)),
        },
        "verifikasi/": {"": at("/verifikasi/", GET=row(OK, **staff_only), REST=not_so)},
        "verifikasi/masuk/": {"": any_method("/verifikasi/masuk/", row(AWAY))},
        "verifikasi/kata-sandi/": {
            "": at(
                "/verifikasi/kata-sandi/",
                **dict.fromkeys(("GET", "POST", "PUT", "OPTIONS"), row(OK, **staff_only)),
                REST=not_so,
            )
        },
        **{
            f"verifikasi/{path}/": {"": any_method(f"/verifikasi/{path}/", proof_first)}
            for path in ("ulang", "ulang/kunci-sandi", "aplikasi", "kunci-sandi", "kode/baru")
        },
        "verifikasi/kunci-sandi/<int:pk>/lepas/": {
            "another's": any_method(f"/verifikasi/kunci-sandi/{passkey}/lepas/", proof_first),
            "nobody's": any_method("/verifikasi/kunci-sandi/999999/lepas/", proof_first),
        },
        "verifikasi/aplikasi/lepas/": {"": any_method("/verifikasi/aplikasi/lepas/", without_one)},
        "verifikasi/kode/": {
            "": at("/verifikasi/kode/", GET=without_one, OPTIONS=row(OK, **staff_only), REST=not_so)
        },
    }


def _learning(world: World) -> dict[str, dict[str, Address]]:
    lesson, locked, draft = world.lesson, world.locked, world.draft
    given = {"event": str(uuid.uuid4()), "next": "/"}
    answered = row(AWAY, anonymous=SIGN_IN)
    refused = row(GONE, anonymous=SIGN_IN)

    def answer(lesson: Any, at_block: int = 0) -> str:
        return f"/belajar/{lesson.translation_key}/{lesson.body[at_block].id}/"

    def example(lesson: Any, activity: str = "") -> str:
        return f"/kegiatan/pledge/{lesson.translation_key}/{activity or lesson.body[1].id}/"

    return {
        "api/progress/events": {
            "": at("/api/progress/events", POST=row(BAD, anonymous=TOKEN)),
        },
        "belajar/<uuid:course_key>/ikut/": {
            "open": at(f"/belajar/{world.course.translation_key}/ikut/", POST=answered),
            "unpublished": at(
                f"/belajar/{world.closed_course.translation_key}/ikut/", POST=refused
            ),
        },
        "belajar/<uuid:lesson_key>/<str:activity_id>/": {
            "open": at(answer(lesson), POST=answered, data=given),
            "locked": at(answer(locked), POST=answered, data=given),
            "unpublished": at(answer(draft), POST=refused, data=given),
            "another lesson's": at(
                f"/belajar/{lesson.translation_key}/{locked.body[0].id}/", POST=refused, data=given
            ),
        },
        "kegiatan/pledge/<uuid:lesson_key>/<str:activity_id>/": {
            "open": any_method(example(lesson), row(OK)),
            "locked": any_method(example(locked), row(GONE)),
            "unpublished": any_method(example(draft), row(GONE)),
            "another lesson's": any_method(example(lesson, locked.body[1].id), row(GONE)),
        },
        # Wagtail answers OPTIONS with the methods alone.
        r"^(?!_util/)((?:[\w\-]+/)+)$": {
            "a lesson": any_method(lesson.url, row(OK)),
            "unpublished": any_method(draft.url, row(GONE)),
            "for who is signed in": at(
                world.for_signed_in.url, OPTIONS=row(OK), REST=row(OK, anonymous=SIGN_IN)
            ),
            "for trainers": at(
                world.for_trainers.url,
                OPTIONS=row(OK),
                REST=row(SIGN_IN, trainer=OK, superuser=OK),
            ),
            "by password": any_method(world.by_password.url, row(OK)),
        },
        r"^((?:[\w\-]+/)*)$": {"": any_method("/_util/tidak-ada/", row(GONE))},
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": {
            "": any_method(
                f"/_util/authenticate_with_password/{world.password_restriction.pk}/"
                f"{world.by_password.pk}/",
                row(OK),
            ),
        },
    }
