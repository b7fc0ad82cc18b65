import ClinicalText

extension NoteExplanation {
  /// One indented object; the page Explain of the documentation tells its fields. Offsets are code points.
  public var json: String {
    JSONWriter.text { json in
      json.string("id", id)
      json.string("source", source)
      json.int("line", line)
      json.int("length", length)
      json.objects("sections", sections) { json, section in
        json.string("name", section.name)
        json.int("start", section.start)
        json.int("end", section.end)
        if let heading = section.heading {
          json.object("heading") { Self.write(heading, &$0) }
        } else {
          json.null("heading")
        }
        json.string("default", section.assertionDefault)
      }
      json.objects("mentions", mentions) { Self.write($1, &$0) }
      if let identifiers {
        json.objects("identifiers", identifiers) { json, item in
          json.string("category", item.category)
          json.string("type", item.type)
          Self.write(item.place, &json)
          json.string("source", item.source)
          json.string("replacement", item.replacement)
        }
      }
      if let position { json.object("position") { write(position, &$0) } }
    }
  }

  private static func write(_ place: Place, _ json: inout JSONWriter) {
    json.int("start", place.start)
    json.int("end", place.end)
    json.string("text", place.text)
  }

  private static func write(_ place: Place?, _ key: String, _ json: inout JSONWriter) {
    if let place { json.object(key) { write(place, &$0) } } else { json.null(key) }
  }

  private static func write(_ mention: Mention, _ json: inout JSONWriter) {
    json.raw("id") { $0.append(mention.id) }
    json.string("type", mention.type)
    write(mention.place, &json)
    if !mention.fragments.isEmpty {
      json.array("fragments", mention.fragments) { json, part in
        json.array(nil, [part.start, part.end]) { $0.int(nil, $1) }
      }
    }
    json.bool("preferred", mention.isPreferred)
    if mention.isWithheld { json.bool("withheld", true) }
    json.string("source", mention.source)
    json.objects("concepts", mention.concepts) { json, concept in
      write(concept, &json)
      json.array("semantic_types", concept.semanticTypes.string.split(separator: ",")) {
        $0.string(nil, String($1))
      }
    }
    json.object("assertion") { json in
      json.bool("negated", mention.assertion.negated)
      json.bool("uncertain", mention.assertion.uncertain)
      json.bool("historical", mention.assertion.historical)
      json.bool("hypothetical", mention.assertion.hypothetical)
      json.string("experiencer", mention.assertion.experiencer.name)
    }
    json.string("section", mention.section)
    json.bool("section_default_contradicted", mention.sectionContradicted)
    json.object("attributes") { json in
      for attribute in mention.attributes { json.raw(attribute.name) { $0.append(attribute.json) } }
    }
    json.objects("reasons", mention.reasons) { json, reason in
      json.string("kind", reason.kind)
      json.string("rule", reason.rule)
      write(reason.cue, &json)
      if let scope = reason.scope { json.object("scope") { write(scope, &$0) } } else { json.null("scope") }
    }
  }

  private static func write(_ concept: ConceptReference, _ json: inout JSONWriter) {
    json.string("id", concept.id.buffer)
    json.string("vocabulary", concept.vocabulary.buffer)
    json.string("name", concept.preferredName.buffer)
  }

  private static func write(_ scope: Scope, _ json: inout JSONWriter) {
    json.string("side", scope.side)
    json.int("start", scope.start)
    json.int("end", scope.end)
    json.object("ended_by") { json in
      json.string("kind", scope.ended.kind.rawValue)
      json.string("rule", given: scope.ended.rule)
      json.int("words", given: scope.ended.words)
      if let place = scope.ended.place { write(place, &json) }
    }
  }

  private func write(_ position: Position, _ json: inout JSONWriter) {
    json.int("offset", position.offset)
    if let kept = position.kept {
      json.object("kept") { json in
        json.array("lists", kept.lists) { $0.string(nil, $1) }
        json.bool("capitalised", kept.isCapitalised)
        json.objects("phrases", kept.phrases) { json, phrase in
          Self.write(phrase.place, &json)
          json.string("role", phrase.role)
          json.string("source", phrase.source)
        }
      }
    }
    Self.write(position.token, "token", &json)
    Self.write(position.sentence, "sentence", &json)
    json.int("section", position.section)
    json.bool("given_entities", position.recognitionWasPassedOver)
    json.objects("candidates", position.candidates) { json, candidate in
      Self.write(candidate.place, &json)
      json.string("type", candidate.type)
      json.string("verdict", candidate.verdict.rawValue)
      if let by = candidate.by {
        json.object("by") { json in
          Self.write(by, &json)
          json.string("type", given: candidate.byType)
          json.string("source", given: candidate.bySource)
        }
      } else {
        json.null("by")
      }
      json.objects("names", candidate.names) { json, name in
        json.string("lexicon", name.lexicon)
        json.string("name", name.name)
        if let concept = name.concept {
          json.object("concept") { Self.write(concept, &$0) }
        } else {
          json.null("concept")
        }
        json.string("verdict", name.verdict)
      }
    }
    if let word = position.word { json.object("word") { Self.write(word, &$0) } } else { json.null("word") }
    json.objects("cues", position.cues) { json, cue in
      json.string("rule", cue.rule)
      json.string("kind", cue.kind)
      json.string("direction", cue.direction)
      Self.write(cue.place, &json)
      json.string("state", cue.state)
      json.objects("scopes", cue.scopes) { Self.write($1, &$0) }
      json.array("ends", cue.ends) { $0.string(nil, $1) }
      json.objects("effects", cue.effects) { json, effect in
        json.raw("mention") { $0.append(effect.mention) }
        json.string("outcome", effect.outcome.rawValue)
      }
    }
  }

  private static func write(_ word: Word, _ json: inout JSONWriter) {
    json.bool("on_stop_list", word.isOnStopList)
    json.int("names_holding", word.namesHolding)
    json.int("broken_off_count", word.brokenOffCount)
    json.objects("broken_off", word.brokenOff) { json, name in
      json.string("lexicon", name.lexicon)
      json.string("name", name.name)
      json.string("type", name.type)
      json.object("matched") { write(name.matched, &$0) }
      json.string("expected", name.expected)
    }
    json.objects("spellings", word.spellings) { json, near in
      json.string("lexicon", near.lexicon)
      json.string("word", near.word)
      json.int("distance", near.distance)
      json.string("name", near.name)
      json.string("type", near.type)
    }
  }
}
