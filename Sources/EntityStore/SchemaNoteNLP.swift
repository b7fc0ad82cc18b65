extension Schema {
  /// An id counts as a number when it is written as one: with leading zeros two ids would become the same.
  private static func isNumber(_ id: String) -> String {
    """
    \(id) NOT GLOB '*[^0-9]*' AND (\(id) GLOB '[1-9]*' OR \(id) = '0')
            AND (length(\(id)) < 19 OR length(\(id)) = 19 AND \(id) <= '9223372036854775807')
    """
  }

  /// The OMOP concept id of a mention's first concept of the vocabulary OMOP; 0 where it has none.
  private static let omopConcept = """
    coalesce(
            (SELECT CAST(c.concept_id AS INTEGER) FROM concept c
              WHERE c.concept_key = e.concept_key AND \(isOMOP("c"))),
            (SELECT CAST(c.concept_id AS INTEGER) FROM further_concept f
                CROSS JOIN concept c ON c.concept_key = f.concept_key
              WHERE f.note_key = e.note_key AND f.entity_ordinal = e.ordinal AND \(isOMOP("c"))
              ORDER BY f.rank LIMIT 1),
            0)
    """

  private static func isOMOP(_ concept: String) -> String {
    "\(concept).vocabulary = 'OMOP' AND \(concept).concept_id GLOB '[0-9]*' "
      + "AND \(concept).concept_id NOT GLOB '*[^0-9]*' AND length(\(concept).concept_id) < 19"
  }

  /// The view, as it stands in the file.
  static let noteNLP = "CREATE VIEW NOTE_NLP AS\n\(noteNLPRows());"

  /// OMOP CDM 5.4 NOTE_NLP over the current mentions, in input order; the preferred ones unless `includeAll`.
  ///
  /// The snippet is the mention itself, because note text is not stored by default. The source concept is the concept of
  /// the vocabulary that the program has used, which is OMOP's own.
  static func noteNLPRows(includeAll: Bool = false) -> String {
    """
    -- OMOP CDM 5.4 NOTE_NLP: current ok notes, \(includeAll ? "all" : "preferred") mentions, input order.
    SELECT
      n.note_key * 16777216 + e.ordinal AS note_nlp_id,
      CASE WHEN \(isNumber("n.note_id")) THEN CAST(n.note_id AS INTEGER) ELSE n.note_key END AS note_id,
      0 AS section_concept_id,
      substr(e.text, 1, 250) AS snippet,
      CAST(e."start" AS TEXT) AS "offset",
      substr(e.text, 1, 250) AS lexical_variant,
      \(omopConcept) AS note_nlp_concept_id,
      \(omopConcept) AS note_nlp_source_concept_id,
      'ChartSift ' || p.version AS nlp_system,
      substr(p.created_at, 1, 10) AS nlp_date,
      p.created_at AS nlp_datetime,
      CASE WHEN e.negated OR e.hypothetical OR e.experiencer <> 'patient'
          OR EXISTS (SELECT 1 FROM cue c WHERE c.note_key = e.note_key AND c.entity_ordinal = e.ordinal
            AND c.kind = 'rule_out')
        THEN 'N' ELSE 'Y' END AS term_exists,
      CASE WHEN e.historical THEN 'past' ELSE 'present' END AS term_temporal,
      'type=' || e.type || ',negated=' || iif(e.negated, 'true', 'false')
        || ',uncertain=' || iif(e.uncertain, 'true', 'false')
        || ',historical=' || iif(e.historical, 'true', 'false')
        || ',hypothetical=' || iif(e.hypothetical, 'true', 'false')
        || ',experiencer=' || e.experiencer
        || iif(e.section IS NULL, '', ',section=' || e.section) AS term_modifiers
    FROM note n
      JOIN (SELECT q.pipeline_id, q.version, (SELECT min(r.started_at) FROM run r
          WHERE r.configuration_hash = q.configuration_hash AND r.lexicon_hash = q.lexicon_hash
            AND r.rules_hash = q.rules_hash AND r.version = q.version) AS created_at
        FROM pipeline q) p ON p.pipeline_id = n.pipeline_id
      CROSS JOIN entity e ON e.note_key = n.note_key
    WHERE n.current = 1 AND n.status = 'ok'\(includeAll ? "" : " AND e.preferred = 1")
    ORDER BY n.position, n.note_key, e.ordinal
    """
  }
}
