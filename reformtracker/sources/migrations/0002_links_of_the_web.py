import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="link",
            field=models.URLField(
                blank=True,
                help_text="May hold {lang}: https://undocs.org/{lang}/A/75/202",
                max_length=500,
                validators=[django.core.validators.URLValidator(schemes=("https", "http"))],
                verbose_name="link",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("link", ""), ("link__startswith", "https://"), ("link__startswith", "http://"), _connector="OR"
                ),
                name="sources_document_link_is_of_the_web",
            ),
        ),
    ]
