from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KINDS = {
    "framework": ("initiatives", "FrameworkVersion"),
    "objective": ("initiatives", "ObjectiveVersion"),
    "initiative": ("initiatives", "InitiativeVersion"),
    "milestone": ("initiatives", "MilestoneVersion"),
    "indicator": ("benefits", "IndicatorVersion"),
    "observation": ("benefits", "ObservationVersion"),
    "case_study": ("casestudies", "CaseStudyVersion"),
    "challenge": ("casestudies", "ChallengeVersion"),
    "corrective_action": ("casestudies", "CorrectiveActionVersion"),
}


def count(apps: Any, schema_editor: Any) -> None:
    """Of the releases that are there."""
    releases, tallies = apps.get_model("publishing", "Release"), apps.get_model("publishing", "Tally")
    for release in releases.objects.filter(state="published").only("chain", "number"):
        for kind, (app, name) in KINDS.items():
            versions = apps.get_model(app, name).objects.filter(thing__chain=release.chain_id)
            ever = versions.filter(from_release__lte=release.number)
            live = ever.filter(Q(to_release=None) | Q(to_release__gt=release.number))
            tallies.objects.create(release=release, kind=kind, live=live.count(), ever=ever.count())


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0009_jobs"),
        ("initiatives", "0003_rights"),
        ("benefits", "0005_form"),
        ("casestudies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("live", models.PositiveBigIntegerField()),
                ("ever", models.PositiveBigIntegerField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tallies", to="publishing.release"
                    ),
                ),
            ],
            options={
                "ordering": ("release", "kind"),
                "constraints": [
                    models.UniqueConstraint(fields=("release", "kind"), name="publishing_tally_once"),
                    models.CheckConstraint(
                        condition=Q(("live__lte", models.F("ever")), Q(("kind", ""), _negated=True)),
                        name="publishing_tally_adds_up",
                    ),
                ],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
