/// XML of the i2b2 2014 de-identification task: the text in `TEXT`, identifiers as elements of `TAGS` named by their
/// category. See https://www.i2b2.org/NLP/HeartDisease/ and Stubbs and Uzuner 2015
/// (https://doi.org/10.1016/j.jbi.2015.06.007).
///
/// ```xml
/// <deIdi2b2><TEXT><![CDATA[…]]></TEXT>
/// <TAGS><DATE id="P0" start="16" end="26" text="2067-05-03" TYPE="DATE" comment=""/></TAGS></deIdi2b2>
/// ```
///
/// Also read: `PHI` elements with a TYPE, and the older form of 2006, where `PHI` elements stand in the text of each
/// `RECORD` and the record's ID is the document's.
package enum I2B2Format {}
