"""Two statements written by hand, without a model: the least that the same answer takes."""

from __future__ import annotations

OBSERVATIONS = """
SELECT json_agg(json_build_object(
  'id', code || ':' || period, 'framework', slug, 'objective', objective, 'initiative', initiative, 'indicator', code,
  'period', period, 'start', start, 'end', "end", 'period_basis', period_basis,
  'value', trim_scale(value), 'level', level, 'missing', NULLIF(missing, ''), 'qualifier', NULLIF(qualifier, ''),
  'numerator', trim_scale(numerator), 'denominator', trim_scale(denominator), 'derivation', NULLIF(derivation_en, ''),
  'comparable', comparable, 'break_note', NULLIF(break_note_en, ''), 'narrative', NULLIF(narrative_en, ''),
  'assessment', CASE WHEN verdict <> '' THEN json_build_object('verdict', verdict, 'cause', cause,
    'confidence', NULLIF(confidence, ''), 'justification', NULLIF(justification_en, ''), 'basis', assessment_basis) END,
  'change', NULLIF(change, ''), 'progress', trim_scale(progress), 'expected', trim_scale(expected),
  'status', NULLIF(status, ''), 'judged_against', judged_against, 'citations', COALESCE(citations, '[]'::json),
  'release', from_release, 'released_at', to_char(released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  'recorded_at', to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  'version', number, 'version_kind', version_kind, 'reason', NULLIF(reason_en, ''), 'superseded_in', to_release,
  'redacted', redacted, 'withdrawn', withdrawn, 'untranslated', '[]'::json,
  'html_url', %(site)s || '/en/' || slug || '/indicators/' || code || '/',
  'url', %(site)s || '/api/v1/observations/' || code || ':' || period || '/?framework=' || slug
) ORDER BY code, start, "end", number, id)::text
FROM (
  SELECT i.code, c.slug, o.code AS objective, n.code AS initiative, r.released_at, r.recorded_at,
    t.period, t.start, t."end", t.period_basis, v.*,
    CASE WHEN l.id IS NOT NULL THEN json_build_object('code', l.code, 'number', l.number, 'label', l.label_en) END AS level,
    CASE WHEN a.id IS NOT NULL THEN json_build_object('due', a.due, 'basis', a.basis, 'value', trim_scale(a.value), 'level',
      CASE WHEN al.id IS NOT NULL THEN json_build_object('code', al.code, 'number', al.number, 'label', al.label_en) END)
    END AS judged_against,
    (SELECT json_agg(json_build_object('document', d.symbol, 'paragraph', x.paragraph) ORDER BY x.position, x.id)
      FROM benefits_observationcitation x JOIN sources_document d ON d.id = x.document_id WHERE x.version_id = v.id) AS citations,
    (SELECT json_build_object('on', wr.released_at::date, 'reason', w.reason_en)
      FROM benefits_observationversion w JOIN publishing_release wr ON wr.id = w.release_id
      WHERE w.thing_id = t.id AND w.state = 'published' AND w.version_kind = 'withdrawal') AS withdrawn
  FROM benefits_indicator i
  JOIN publishing_chain c ON c.id = i.chain_id
  JOIN initiatives_initiative n ON n.id = i.initiative_id
  JOIN initiatives_objective o ON o.id = n.objective_id
  JOIN benefits_observation t ON t.indicator_id = i.id
  JOIN benefits_observationversion v ON v.thing_id = t.id AND v.from_release IS NOT NULL AND v.to_release IS NULL
  JOIN publishing_release r ON r.id = v.release_id
  LEFT JOIN benefits_level l ON l.id = v.level_id
  LEFT JOIN benefits_target a ON a.id = v.judged_against_id
  LEFT JOIN benefits_level al ON al.id = a.level_id
  WHERE i.chain_id = (SELECT id FROM publishing_chain WHERE slug = %(slug)s)
    AND i.id = ANY (ARRAY(SELECT f.id FROM benefits_indicator f JOIN publishing_chain fc ON fc.id = f.chain_id
      WHERE fc.slug = %(slug)s ORDER BY f.code LIMIT 20))
  ORDER BY i.code, t.start, t."end", v.number, v.id LIMIT 100
) found
"""
"""The first hundred, with the fields of the API: the twenty first indicators hold them."""

COPY = """
COPY (
  SELECT c.slug, o.code, n.code, i.code, i.kind, i.role, t.period, t.start, t."end", t.period_basis, v.value, l.code, v.missing,
    v.qualifier, v.numerator, v.denominator, v.comparable, v.derivation_en, v.break_note_en, v.narrative_en, v.verdict,
    v.cause, v.confidence, v.justification_en, v.change, v.progress, v.expected, v.status, v.from_release, v.number,
    v.version_kind, r.released_at
  FROM benefits_observationversion v
  JOIN benefits_observation t ON t.id = v.thing_id
  JOIN benefits_indicator i ON i.id = t.indicator_id
  JOIN initiatives_initiative n ON n.id = i.initiative_id
  JOIN initiatives_objective o ON o.id = n.objective_id
  JOIN publishing_chain c ON c.id = t.chain_id
  JOIN publishing_release r ON r.id = v.release_id
  LEFT JOIN benefits_level l ON l.id = v.level_id
  WHERE c.slug = 'demo' AND v.from_release IS NOT NULL AND v.to_release IS NULL
) TO STDOUT WITH (FORMAT csv)
"""
