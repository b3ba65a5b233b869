import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0003_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="framework",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="The framework before this one, whose indicators may go on here.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="initiatives.framework",
                verbose_name="follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows", None), ("follows__lt", models.F("id")), _connector="OR"),
                name="initiatives_framework_follows_an_older_one",
            ),
        ),
    ]
