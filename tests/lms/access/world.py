"""What the map is walked with: real objects, one that somebody may have and one that they may not.

Texts that only trainers may read carry `SECRET`, so that a walk sees wherever they leak.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
)
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationContext,
    TranslationSource,
)

from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.bank.models import PendingImport
from lms.accounts.models import Device, Person
from media.models import MediaItem
from podcasts.models import FollowedEpisode
from podcasts.publishing.private import issue_token, revoke_token, sign_token
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, make_course, pledge_block, reading_block
from tests.factories.feeds import make_followed_feed
from tests.factories.grading import Room, essay, make_sent_file
from tests.factories.podcasts import VTT, EpisodePageFactory, ShowPageFactory, make_recording
from tests.factories.podcasts import make_chapters as add_chapters
from tests.factories.quiz import BankQuestionFactory, CategoryFactory, single_choice
from tests.factories.quizzes import make_image

SECRET = "rahasiapelatih"
#: Whom a row of people in the table is about: what they may be done to depends on who asks.
PEOPLE = ("participant", "trainer", "coordinator", "administrator", "superuser")


class World:
    """Made once for many requests, each of which is undone."""

    def __init__(self) -> None:
        self._make_people()
        self._make_courses()
        self._make_quiz()
        self._make_bank()
        self._make_files()
        self._make_podcasts()
        self._make_editing()
        self._make_translation()

    def _make_people(self) -> None:
        self.people: dict[str, Person | None] = {
            "anonymous": None,
            "enrolled": PersonFactory(participant=True, pin="482913"),
            "other": PersonFactory(participant=True, pin="482913"),
            "trainer": PersonFactory(trainer=True),
            "coordinator": PersonFactory(coordinator=True),
            "administrator": PersonFactory(administrator=True),
            "superuser": PersonFactory(password="kata-sandi-panjang", is_superuser=True),
        }
        #: Somebody else of each rank.
        self.others: dict[str, Person] = {
            "participant": PersonFactory(participant=True, pin="482913"),
            "trainer": PersonFactory(trainer=True),
            "coordinator": PersonFactory(coordinator=True),
            "administrator": PersonFactory(administrator=True),
            "superuser": PersonFactory(password="kata-sandi-panjang", is_superuser=True),
        }
        self.devices = {
            whose: Device.objects.create(person=person, key_hash="0" * 64, name="Chrome")
            for whose, person in (
                ("own", self.people["enrolled"]),
                ("another's", self.others["participant"]),
            )
        }
        self.passkey = Authenticator.objects.create(
            user=self.others["trainer"], type=Authenticator.Type.WEBAUTHN, data={}
        )

    def _make_courses(self) -> None:
        self.course: CoursePage = make_course(1)
        self.lesson: LessonPage = LessonPageFactory(
            parent=self.course, body=[reading_block(), pledge_block()]
        )
        enrol(self.people["enrolled"].pk, course_key=self.course.translation_key)
        in_order = make_course(0, in_order=True)
        LessonPageFactory(parent=in_order)
        self.locked = LessonPageFactory(parent=in_order, body=[reading_block(), pledge_block()])
        self.draft = LessonPageFactory(
            parent=self.course, title=f"Konsep {SECRET}", body=[reading_block(), pledge_block()]
        )
        self.draft.unpublish()
        self.closed_course = make_course(0)
        self.closed_course.unpublish()
        #: Privacy that an administrator sets in the editor.
        self.for_signed_in = self._restrict("login")
        self.for_trainers = self._restrict("groups")
        self.for_trainers_restriction.groups.add(Group.objects.get(name="trainer"))
        self.by_password = self._restrict("password", password="sandi")

    def _restrict(self, kind: str, **fields: str) -> LessonPage:
        lesson: LessonPage = LessonPageFactory(parent=self.course)
        made = PageViewRestriction.objects.create(page=lesson, restriction_type=kind, **fields)
        if kind == "groups":
            self.for_trainers_restriction = made
        elif kind == "password":
            self.password_restriction = made
        return lesson

    def _make_quiz(self) -> None:
        self.room = Room(essay("essay"), behaviour="immediate")
        self.answered = self.people["enrolled"]
        enrol(self.answered.pk, course_key=self.room.course_key)
        self.room.sit(self.answered, ("essay", "Saya hitung HPP dulu dan lalu untung."))
        self.sent = {"own": make_sent_file(self.answered), "another's": self._sent_by_another()}

    def _sent_by_another(self) -> Any:
        return make_sent_file(self.others["participant"])

    def _make_bank(self) -> None:
        self.category = CategoryFactory(path=f"Kategori {SECRET}")
        text = f"Soal {SECRET}?"
        self.question = BankQuestionFactory(
            name=f"Soal {SECRET}",
            category=self.category,
            content=[single_choice(text, right=f"Kunci {SECRET}")],
        )
        self.question_draft = BankQuestionFactory(
            name=f"Konsep {SECRET}", category=self.category, draft=True
        )
        self.pending = {
            role: PendingImport.objects.create(
                owner=owner, file_name=f"{SECRET}.txt", format="gift", content=b"Soal? {=Ya ~Tidak}"
            )
            for role, owner in (
                ("own", self.people["trainer"]),
                ("another's", self.others["trainer"]),
            )
        }

    def _make_files(self) -> None:
        root = Collection.get_first_root_node()
        private = root.add_child(name=f"Khusus {SECRET}")
        CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
        locked = root.add_child(name="Dengan sandi")
        self.collection_restriction = CollectionViewRestriction.objects.create(
            collection=locked, restriction_type="password", password="sandi"
        )
        self.collection = private
        self.empty_collection = root.add_child(name="Kosong")
        self.documents, self.images, self.media = {}, {}, {}
        for name, place in (("public", root), ("private", private), ("password", locked)):
            secret = "" if name == "public" else f" {SECRET}"
            document = get_document_model()(title=f"Dokumen{secret}", collection=place)
            document.file.save("lembar.pdf", ContentFile(b"%PDF-1.4 isi"), save=True)
            self.documents[name] = document
            image = make_image(f"gambar{secret}")
            image.collection = place
            image.save()
            self.images[name] = image
        for name in ("public", "private"):
            item = make_recording(captions=VTT, private=name == "private")
            item.title = "Suara" if name == "public" else f"Suara {SECRET}"
            item.save()
            self.media[name] = item
        #: No episode needs it: it can be deleted.
        self.spare_media = make_recording(private=True)
        MediaItem.objects.filter(pk=self.spare_media.pk).update(title=f"Cadangan {SECRET}")
        self.uploads = {
            kind: UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=ContentFile(b"%PDF-1.4", name="unggah.pdf"),
                uploaded_by_user=self.people["trainer"],
            )
            for kind, model in (("document", get_document_model()), ("image", get_image_model()))
        }

    def _make_podcasts(self) -> None:
        self.show = ShowPageFactory()
        self.private_show = ShowPageFactory(private=True, title="Siaran dalam")
        self.episodes = {
            "public": EpisodePageFactory(parent=self.show, recording=self.media["public"]),
            "private": EpisodePageFactory(
                parent=self.private_show, recording=self.media["private"]
            ),
        }
        for episode in self.episodes.values():
            add_chapters(episode)
        token = issue_token(self.private_show, person=self.people["enrolled"])
        taken_back = issue_token(self.private_show, person=self.people["other"])
        revoke_token(taken_back)
        self.tokens = {"issued": sign_token(token), "taken back": sign_token(taken_back)}
        self.feed = make_followed_feed(title=f"Kabar {SECRET}")
        self.followed = FollowedEpisode.objects.create(
            feed=self.feed, guid="g1", title=f"Kabar {SECRET} satu", url="https://contoh.id/1.mp3"
        )

    def _make_editing(self) -> None:
        """A lesson that one trainer wrote and that waits for another one's review."""
        self.submitted = LessonPageFactory(parent=self.course)
        author = self.others["trainer"]
        self.submitted.title = f"Baru {SECRET}"
        self.revision = self.submitted.save_revision(user=author)
        self.workflow = Workflow.objects.get()
        self.task = self.workflow.tasks.first().specific
        self.workflow_state = self.workflow.start(self.submitted, author)
        self.task_state = self.workflow_state.current_task_state
        self.own = LessonPageFactory(parent=self.course)
        self.own.save_revision(user=self.people["trainer"])
        own_state = self.workflow.start(self.own, self.people["trainer"])
        self.own_task_state = own_state.current_task_state
        self.alias = self.lesson.create_alias(parent=self.closed_course)
        self.idle_workflow = Workflow.objects.create(name="Lain", active=False)
        self.own_session = self._session_of(self.people["trainer"])
        self.session = self._session_of(author)
        self.group = Group.objects.create(name="lain")
        self.role = Group.objects.get(name="coordinator")
        self.english = Locale.objects.get(language_code="en")
        self.site = Site.objects.get()
        self.root = Page.get_first_root_node()
        self.question_revision = self.question.latest_revision

    def _session_of(self, person: Any) -> EditingSession:
        return EditingSession.objects.create(
            user=person, content_object=self.lesson, last_seen_at=timezone.now()
        )

    def _make_translation(self) -> None:
        self.source, _made = TranslationSource.get_or_create_from_instance(self.lesson)
        course_source, _made = TranslationSource.get_or_create_from_instance(self.course)
        Translation.objects.create(source=course_source, target_locale=self.english).save_target()
        self.translation = Translation.objects.create(
            source=self.source, target_locale=self.english
        )
        self.translation.save_target()
        self.segment = StringSegment.objects.filter(source=self.source).first()
        context, _made = TranslationContext.objects.get_or_create(
            object=self.source.object, path="search_image"
        )
        self.overridable = OverridableSegment.objects.create(
            source=self.source, context=context, order=99, data_json='"x"'
        )
        self.translated = self.lesson.get_translation(self.english)
