"""A small framework written to a folder, for tests that load it, break it and load it again."""

from __future__ import annotations

from pathlib import Path

SIX = "{en: One, fr: Un, es: Uno, ru: Один, ar: واحد, zh: 一}"

FILES = {
    "framework.yaml": f"""\
default: true
track: peace_and_security
document: A/75/202
name: {SIX}
official: [zh]
starts: 2019-01-01
ends: 2020-12-31
goals:
  - {{code: prevention, name: {SIX}}}
citations:
  - {{document: A/75/202, paragraph: annex}}
""",
    "documents.yaml": """\
- symbol: A/75/202
  title: {en: The review, fr: L’examen}
  link: "https://undocs.org/{lang}/A/75/202"
  public_by: 2020-11-18
- symbol: A/75/735
  title: {en: The Fund}
  public_by: 2021-02-04
- symbol: A/74/688
  title: {en: The Fund a year before}
  public_by: 2020
""",
    "entities.yaml": """\
- {code: pbso, acronym: PBSO, name: {en: Peacebuilding Support Office}}
""",
    "units.yaml": """\
- {code: percent, label: {en: per cent}, minimum: 0, maximum: 100}
""",
    "countries.yaml": """\
- {iso3: BFA, name: {en: Burkina Faso, fr: Burkina Faso, es: Burkina Faso, ru: Буркина-Фасо, ar: بوركينا فاسو, zh: 布基纳法索}}
""",
    "objectives.yaml": f"""\
- code: "2"
  name: {SIX}
  citations:
    - {{document: A/75/202, paragraph: annex}}
""",
    "initiatives.yaml": f"""\
- code: "2.4"
  objective: "2"
  name: {SIX}
  goals: [prevention]
  leads: [pbso]
  citations:
    - {{document: A/75/202, from: "37", to: "38"}}
""",
    "indicators/2.4.2.yaml": """\
code: "2.4.2"
initiative: "2.4"
kind: quantitative
role: outcome
unit: percent
name: {en: Share across borders}
definition: {en: What it counts.}
decimals: 1
materiality: 0.5
reporting_until: 2024-12-31
citations:
  - {document: A/75/202, paragraph: "38"}
baseline:
  period: 2019
  value: 4
  citations:
    - {document: A/75/202, paragraph: "38"}
targets:
  - period: 2020-2024
    basis: whole_period
    value: 20
    citations:
      - {document: A/75/202, paragraph: "38"}
observations:
  - period: 2020
    value: 16.5
    qualifier: about
    assessment: {verdict: improved, cause: not_assessed, basis: as_reported}
    citations:
      - {document: A/75/735, paragraph: summary}
""",
    "indicators/2.4.9.yaml": """\
code: "2.4.9"
initiative: "2.4"
kind: qualitative
role: outcome
frequency: once
name: {en: Coherence}
definition: {en: What it says.}
levels:
  - {number: 1, code: none, label: {en: None}, description: {en: Not described.}}
  - {number: 2, code: shown, label: {en: Shown}, description: {en: Described in places.}}
citations:
  - {document: A/75/202, paragraph: "17"}
observations:
  - period: 2020-11-18
    period_basis: reported
    level: shown
    citations:
      - {document: A/75/202, paragraph: "17"}
""",
    "milestones.yaml": """\
- slug: first-day
  date: 2019-01
  title: {en: The first day}
  citations:
    - {document: A/75/202, paragraph: "10"}
- slug: older-news
  date: 2018-12-31
  title: {en: Older news}
  citations:
    - {document: A/75/202, paragraph: "4"}
""",
    "case-studies/burkina-faso.yaml": """\
slug: burkina-faso
title: {en: A case}
summary: {en: What is reported.}
limits: {en: What it cannot show.}
places: [BFA]
illustrates:
  - {initiative: "2.4"}
links:
  - {indicator: "2.4.2", bearing: supports}
citations:
  - {document: A/75/202, paragraph: "17"}
""",
    "challenges.yaml": """\
- code: C1
  title: {en: A challenge}
  state: answered
  initiatives: ["2.4"]
  citations:
    - {document: A/75/202, paragraph: "46"}
  actions:
    - code: C1.1
      title: {en: An action}
      state: in_progress
      owner: pbso
      due: 2020
      indicators: ["2.4.2"]
      citations:
        - {document: A/75/202, paragraph: "47"}
""",
}


def write(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(folder: Path, name: str, marker: str) -> int:
    """`marker` may end in a line break, where it must stand at the end of its line."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
    return next(number for number, line in enumerate(lines, start=1) if marker in line)
