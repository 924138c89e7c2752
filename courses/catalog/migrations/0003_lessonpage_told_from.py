from django.db import migrations, models

from courses.activities.registry import kinds


def fill_told_from(apps, schema_editor):
    """As saving derives it. What is stored of a block is a mapping as its value is."""
    LessonPage = apps.get_model("catalog", "LessonPage")
    for lesson in LessonPage.objects.only("body").iterator():
        times = [
            kinds[raw["type"]].told_from(raw["value"])
            for raw in lesson.body.raw_data
            if raw["type"] in kinds
        ]
        if found := max(filter(None, times), default=None):
            LessonPage.objects.filter(pk=lesson.pk).update(told_from=found)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_coursepage_glossary")]

    operations = [
        migrations.AddField(
            model_name="lessonpage",
            name="told_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(fill_told_from, migrations.RunPython.noop),
    ]
