"""`manage.py load_demo`: the courses and the podcast of this folder, some of them in English too,
and invented people."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.catalog.models import CoursePage, LessonPage
from courses.transfer.importing import import_course
from lms.accounts.models import Person
from lms.accounts.roles import Role, assign_role
from lms.demo.english import ENGLISH, make_english
from lms.demo.people import PARTICIPANT, STAFF, DemoPerson, demo_people
from lms.demo.podcast_show import make_show
from lms.demo.study import study
from lms.site_setup import setup_site
from podcasts.models import PodcastIndexPage

COURSES = Path(__file__).resolve().parents[2]
#: The course that the demo's people have joined.
STUDIED = "menemukan-ide-usaha"
#: Folders in the order in which people see them.
ORDER = (
    STUDIED,
    "literasi-keuangan-keluarga",
    "membuat-cv-dan-melamar-kerja",
    "pemasaran-digital-usaha-kecil",
)


class Command(BaseCommand):
    help = (
        "Loads the demo courses, a podcast and people with known sign-ins. "
        "Only where PIJAR_DEMO is on."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PIJAR_DEMO:
            raise CommandError(
                "The demo's sign-ins are known to everybody, so they are only made where the "
                "setting PIJAR_DEMO is on. To load a course alone, use import_course."
            )
        index = setup_site()
        # Lessons let people listen to its episodes, so they are there first.
        self.stderr.write("podcast ...")
        podcasts = PodcastIndexPage.objects.filter(locale=index.locale).earliest("path")
        make_show(podcasts, tell=self.stderr.write)
        for name in ORDER:
            self.stderr.write(f"course {name} ...")
            import_course(COURSES / name, index=index)
        course = CoursePage.objects.child_of(index).get(slug=STUDIED)
        for folder in sorted(path.parent for path in ENGLISH.glob("*/course.po")):
            found = CoursePage.objects.child_of(index).get(slug=folder.name)
            make_english(found, folder, tell=self.stderr.write)
        lessons = list(LessonPage.objects.live().child_of(course).order_by("path"))
        for person in demo_people():
            if not Person.objects.filter(code=person.code).exists():
                self._make(person, lessons, course.translation_key)
        self._print_sign_ins()

    def _make(self, demo: DemoPerson, lessons: Sequence[LessonPage], course_key: uuid.UUID) -> None:
        participant = demo.role is Role.PARTICIPANT
        person = Person.objects.create_user(
            demo.code, demo.name, password=None if participant else demo.secret, phone=demo.phone
        )
        assign_role(person, demo.role)
        if participant:
            person.set_pin(demo.secret)
            person.save(update_fields=["pin"])
            if demo.joined:
                self.stderr.write(f"{demo.name} studies {demo.lessons} lessons ...")
                until = timezone.now() - timedelta(days=demo.days_ago)
                study(person, lessons[: demo.lessons], course_key=course_key, until=until)

    def _print_sign_ins(self) -> None:
        rows = [
            ("/masuk/", PARTICIPANT.code, f"PIN {PARTICIPANT.secret}", "participant"),
            *(("/admin/", one.code.lower(), one.secret, one.role.value) for one in STAFF),
        ]
        self.stdout.write("Demo sign-ins (invented people, for this machine only):")
        for where, code, secret, role in rows:
            self.stdout.write(f"  {role:<14} {where:<9} {code:<12} {secret}")
