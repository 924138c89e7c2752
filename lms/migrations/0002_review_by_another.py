"""Approvals by a group become reviews by another; those under way go on with the same task."""

from django.db import migrations

_FIELDS = ("name", "active", "content_type_id")


def _turn(apps, source, target):
    """Each task of one type into one of the other: its row as a task stays, and so do the states
    that name it."""
    content_types = apps.get_model("contenttypes", "ContentType")
    target_model = apps.get_model(*target)
    content_type, _made = content_types.objects.get_or_create(
        app_label=target[0], model=target[1].lower()
    )
    for old in apps.get_model(*source).objects.all():
        groups = list(old.groups.all())
        new = target_model(task_ptr_id=old.pk)
        for field in _FIELDS:
            setattr(new, field, getattr(old, field))
        new.content_type_id = content_type.pk
        new.save_base(raw=True, force_insert=True)
        new.groups.set(groups)
        old.delete(keep_parents=True)
        apps.get_model("wagtailcore", "Task").objects.filter(pk=new.pk).update(
            content_type_id=content_type.pk
        )


_GROUP, _ANOTHER = ("wagtailcore", "GroupApprovalTask"), ("site", "ReviewByAnother")


def forwards(apps, schema_editor):
    _turn(apps, _GROUP, _ANOTHER)


def backwards(apps, schema_editor):
    _turn(apps, _ANOTHER, _GROUP)


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
