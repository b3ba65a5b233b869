"""Frameworks, objectives, initiatives, milestones and entities as flat tables."""

from __future__ import annotations

from reformtracker.api.tables.columns import SOURCES, URL, VERSION, Column, each, own

FRAMEWORKS: tuple[Column, ...] = (
    own("slug", "slug of the framework"),
    own("track", "track of the reform"),
    own("name", "name"),
    own("summary", "what it is about"),
    own("starts", "first day of its period"),
    own("ends", "last day of its period"),
    own("is_default", "whether it is meant where none is named"),
    own("is_demo", "whether its data are invented"),
    SOURCES,
    *VERSION,
)
OBJECTIVES: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
    own("code", "code"),
    own("name", "name"),
    own("summary", "what it is about"),
    SOURCES,
    *VERSION,
)
INITIATIVES: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
    own("code", "code"),
    own("objective", "code of the objective"),
    own("name", "name"),
    own("expected_benefit", "the benefit that is expected"),
    own("phase", "benefits_management, continuous_improvement or closed"),
    each("goals", "goals", "original goals of the reform that it answers", "code"),
    each("lead_entities", "lead_entities", "codes of the lead entities", "code"),
    SOURCES,
    *VERSION,
)
MILESTONES: tuple[Column, ...] = (
    own("framework", "slug of the framework"),
    own("slug", "name in addresses"),
    own("date", "the last day of the month, quarter or year meant"),
    own("precision", "day, month, quarter or year"),
    own("title", "title"),
    own("text", "what happened"),
    own("review_meeting", "whether it was a review meeting"),
    SOURCES,
    *VERSION,
)
ENTITIES: tuple[Column, ...] = (
    own("code", "code"),
    own("acronym", "acronym"),
    own("name", "name"),
    URL,
)
