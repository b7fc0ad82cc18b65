import ClinicalText
import Extraction
import Rules

/// Tables small enough to see through, for tests of the mechanism.
enum QuantitySupport {
  static let units = """
    ucum\tdimension\tfactor\tcanonical\tflags\tspellings\texamples
    mg\tmass\t0.001\tg\tdose, strength\tmg | milligram\t
    g\tmass\t1\tg\tdose, strength\tg | gram\t
    kg\tmass\t1000\tg\tdose\tkg\t
    L\tvolume\t1\tL\tdose\tL | liter\t
    dL\tvolume\t0.1\tL\t\tdL\t
    mL\tvolume\t0.001\tL\tdose\tmL | cc\t
    uL\tvolume\t0.000001\tL\t\tuL | mm3\t
    cm\tlength\t0.01\tm\t\tcm\t
    mm\tlength\t0.001\tm\t\tmm\t
    mmol/L\tconcentration\t0.001\tmol/L\texact\tmM\t
    mmol\tsubstance\t0.001\tmol\tdose\tmmol\t
    h\ttime\t3600\ts\ttime\th | hr | hour\t
    d\ttime\t86400\ts\ttime\td | day\t
    wk\ttime\t604800\ts\ttime\twk | week\t
    mo\ttime\t2629800\ts\ttime\tmo | month\t
    a\ttime\t31557600\ts\ttime\tyr | year\t
    s\ttime\t1\ts\ttime\tsec | second\t
    %\tfraction\t1\t%\t\t% | percent\t
    Cel\ttemperature\t1\tCel\tbodily\tC\t
    [degF]\ttemperature\t1\tCel\tbodily, fahrenheit\tF\t
    10*3\tcount\t1000\t1\texact, joined\tK\t
    [iU]\tarbitrary\t1\t[iU]\tdose\tIU\t
    """
  static let words = """
    role\twords\tattributes\tflags\texamples
    number\ttwo\tnormal=2\t\t
    number\tone\tnormal=1\t\t
    comparator\t< | less than\tnormal=<\t\t
    comparator\t≤ | at most | up to\tnormal=<=\t\t
    comparator\t> | over\tnormal=>\t\t
    comparator\t≥ | at least\tnormal=>=\t\t
    comparator_behind\tor more\tnormal=>=\t\t
    naming\tgrade | stage | fig\t\t\t
    measured\tBP\t\t\t
    form\ttablet | tab\tform=tablet\tcounted\t
    dosed\tdose of\t\t\t
    route\tPO | by mouth\troute=oral\t\t
    frequency\tdaily\ttimes_per_day=1\t\t
    frequency\tprn | as needed\tas_needed=true\t\t
    frequency\tBID\ttimes_per_day=2\t\t
    every\tq | every\t\t\t
    times\ttimes | x\t\t\t
    result\tnormal\tresult=normal\t\t
    month\tJanuary | Jan\tnormal=1\t\t
    month\tFebruary | Feb\tnormal=2\t\t
    month\tMarch | Mar\tnormal=3\t\t
    month\tMay\tnormal=5\t\t
    month\tOctober | Oct\tnormal=10\t\t
    month\tDecember | Dec\tnormal=12\t\t
    weekday\tMonday\tnormal=1\texact\t
    relative\tyesterday\tnormal=-1day\t\t
    relative\ttoday\tnormal=0day\t\t
    relative\tlast week\tnormal=-1week\t\t
    relative\tnext visit\t\t\t
    relative\tchildhood\tnormal=birth\t\t
    numbered_day\tPOD\tnormal=operation\t\t
    numbered_day\thospital day\tnormal=admission\t\t
    age_word\tage | the age of\tnormal=birth\t\t
    ago\tago\t\t\t
    ago\tbefore surgery\tnormal=operation\t\t
    from_now\tfrom now\t\t\t
    within\tin\t\t\t
    past\tlast | past\t\t\t
    date_before\ton | since | in | at\t\t\t
    vital\tT | Tmax\ttest=body_temperature least=30 most=112\texact\t
    allergy\tallergic to\t\t\t
    status\tstop | stopped\tstatus=stop\t\t
    dispense\t#\t\t\t
    refills\trefills\t\t\t
    refills_behind\trefills\t\t\t
    reference\tref\t\t\t
    """
  static let relations = """
    rules:
      - id: t.value
        why: a value behind its test
        makes: value_of
        every: true
        not_over: [test]
        within: 8
        priority: 5
        spread: [tail]
        pattern: 'tail:(<test>) (#word|#number|","|"("|")"){0,} head:(<value>)'
        accept: ["a"]
      - id: t.dose
        why: a dose behind its medicine
        makes: dose_of
        every: true
        not_over: [medication]
        within: 8
        priority: 5
        pattern: 'tail:(<medication>) (#word|#number|","|"("){0,} head:(<dose>)'
        accept: ["a"]
      - id: t.strength
        why: an amount behind its medicine
        makes: strength_of
        every: true
        not_over: [medication]
        within: 8
        priority: 5
        pattern: 'tail:(<medication>) (#word|#number|","|"("){0,} head:(<strength>)'
        accept: ["a"]
      - id: t.frequency
        why: how often
        makes: frequency_of
        every: true
        not_over: [medication]
        within: 12
        priority: 5
        pattern: 'tail:(<medication>) (#word|#number|","){0,} head:(<frequency>)'
        accept: ["a"]
      - id: t.date
        why: when
        makes: date_of
        every: true
        within: 6
        pattern: 'tail:(<procedure>) (#word|","|"("){0,} head:(<date>)'
        accept: ["a"]
      - id: t.inside
        why: severity in the words of a problem
        makes: severity_of
        inside: severity
        pattern: 'tail:(<problem>)'
        accept: ["a"]
      - id: t.interaction
        why: two medicines
        makes: interacts_with
        every: true
        pattern: 'head:(<medication>) with tail:(<medication>)'
        accept: ["a"]
    """

  static func rules() throws -> QualifierRules {
    try QualifierRules(
      units: UnitTable(tsv: units, file: "units.tsv"),
      words: CandidateTable([("words.tsv", words)]),
      relations: PatternTable(
        try PatternFile(yaml: relations, file: "t.yaml").source, schema: QualifierRules.schema, sections: []))
  }

  static var layout: LayoutAnalyzer {
    LayoutAnalyzer(headings: HeadingTable(categories: [], headings: []), abbreviations: AbbreviationTable([]))
  }
}
