"""What happened to the rows themselves, written by triggers on PostgreSQL, and the seal of each transaction: see `history`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """One transaction that changed something: who, when, why, and a hash over its changes and the seal before it.

    `number`, `previous` and `hash` are given at the commit, without gaps. `person` is a pseudonym, `SYSTEM` where a verb ran
    by itself, and empty for a write that went round the verbs; `role` is the database's own word for who was connected.
    """

    SYSTEM: ClassVar[str] = "system"

    number = models.PositiveBigIntegerField(_("seal"), null=True, unique=True)
    at = models.DateTimeField(_("when"))
    person = models.CharField(_("who"), max_length=64, blank=True)
    role = models.CharField(_("database role"), max_length=63)
    reason = models.TextField(_("why"), blank=True)
    changes = models.PositiveIntegerField(_("changes"), default=0)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=("at",), name="publishing_seal_by_day"),
            models.Index(fields=("person",), name="publishing_seal_by_person"),
        ]
        constraints: ClassVar = [
            # Two transactions that took the same seal for the last one cannot both be kept.
            models.UniqueConstraint(
                fields=("previous",), condition=Q(number__isnull=False), name="publishing_seal_chain_has_no_fork"
            ),
            models.CheckConstraint(
                condition=Q(number=None, hash="") | Q(number__gte=1) & ~Q(hash=""),
                name="publishing_seal_numbered_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number or "–")


class Change(models.Model):
    """One row written: `old` and `new` are JSON texts, of the whole row where it came or went, else of what differs.

    `kind`, `version_id` and `thing_id` say whose history it is part of. No foreign keys: the record must never get in the
    way of the data, or go with it. `digest` stays when a redaction blanks the texts.
    """

    class Op(models.TextChoices):
        THERE = "T", _("there when the record began")
        CAME = "I", _("added")
        CHANGED = "U", _("changed")
        WENT = "D", _("deleted")

    seal = models.ForeignKey(Seal, models.DO_NOTHING, related_name="rows", db_constraint=False, verbose_name=_("seal"))
    table = models.CharField(max_length=63)
    op = models.CharField(_("what"), max_length=1, choices=Op.choices)
    row_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    version_id = models.BigIntegerField(null=True)
    thing_id = models.BigIntegerField(null=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("change of a row")
        verbose_name_plural = _("changes of rows")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=("kind", "version_id"), name="publishing_change_of_version"),
            models.Index(fields=("kind", "thing_id"), name="publishing_change_of_thing"),
            models.Index(fields=("table", "row_id"), name="publishing_change_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.get_op_display()} {self.table} {self.row_id}"
