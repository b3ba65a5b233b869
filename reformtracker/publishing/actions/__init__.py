"""The verbs of publishing. Admin, commands, tasks and tests call these; nothing else moves a state."""

from __future__ import annotations

from reformtracker.publishing.actions.anchoring import anchor, note_head
from reformtracker.publishing.actions.editing import (
    Conflict,
    discard,
    revise,
    revise_all,
    save,
    save_all,
    start,
    start_all,
    withdraw,
)
from reformtracker.publishing.actions.erasing import erase
from reformtracker.publishing.actions.publication import Blocked, Obstacle, Written, refused_because
from reformtracker.publishing.actions.redaction import confirm_redaction, order_redaction
from reformtracker.publishing.actions.releasing import (
    Unread,
    cancel,
    hold,
    plan,
    publish,
    publish_due,
    rehearse,
    rehearse_planned,
    release_now,
    reschedule,
    rewrite,
    texts_of,
    versions_of,
    wording,
)
from reformtracker.publishing.actions.restoring import restore
from reformtracker.publishing.actions.reviewing import (
    Incomplete,
    amend,
    approve,
    comment,
    comment_all,
    deciders,
    recheck,
    send_back,
    submit,
)
from reformtracker.publishing.actions.translating import vouch

__all__ = (
    "Blocked",
    "Conflict",
    "Incomplete",
    "Obstacle",
    "Unread",
    "Written",
    "anchor",
    "amend",
    "approve",
    "cancel",
    "comment",
    "comment_all",
    "confirm_redaction",
    "deciders",
    "discard",
    "erase",
    "hold",
    "note_head",
    "order_redaction",
    "plan",
    "publish",
    "publish_due",
    "recheck",
    "refused_because",
    "rehearse",
    "rehearse_planned",
    "release_now",
    "restore",
    "reschedule",
    "revise",
    "revise_all",
    "rewrite",
    "save",
    "save_all",
    "send_back",
    "start",
    "start_all",
    "submit",
    "texts_of",
    "wording",
    "versions_of",
    "vouch",
    "withdraw",
)
