"""The history of rows: written by the database itself, sealed transaction by transaction, and checked.

places    which tables are recorded, and whose history a row is part of
writing   the triggers, on PostgreSQL
sealing   what exactly is hashed
verify    is the record whole, and do the rows say what it says?
reading   the record as staff read it
"""

from __future__ import annotations

from reformtracker.publishing.history.writing import begin_after_migrate, guard

__all__ = ("begin_after_migrate", "guard")
