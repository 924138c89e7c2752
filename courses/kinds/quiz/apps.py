from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class QuizConfig(AppConfig):
    name = "courses.kinds.quiz"
    label = "kind_quiz"
    verbose_name = _("Quiz")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.kinds.quiz.types import builtin  # noqa: F401

        # Another app's types.
        autodiscover_modules("question_types")
