// One note before and after: accept, reject, add, save.

function checks(data) {
  const letters = Array.from(data.text);
  equal("the text before is the note", $("#before").textContent, data.text);
  equal("every identifier is marked", $$("#before .mark").map((mark) => mark.textContent),
    data.marks.map((mark) => letters.slice(mark.start, mark.end).join("")));
  check("markup in a note is text", $("#before img") === null && document.title !== "taken");
  const gone = data.marks.filter((mark) => mark.replacement !== undefined);
  equal("replacements stand on the right", $$("#after .replacement").length, gone.length);
  const first = $("#before .mark");
  const words = first.textContent;
  first.click();
  check("a rejected identifier stays", $("#after").textContent.includes(words));
  $("#words").value = "Zebra";
  $("#type").value = "NAME.PATIENT";
  $("#add").click();
  equal("what was added is marked wherever it stands", $$("#before .mark.added").map((mark) => mark.textContent),
    ["Zebra", "Zebra"]);
  check("and goes", !$("#after").textContent.includes("Zebra"));
  const texts = [];
  const BlobClass = window.Blob;
  window.Blob = class extends BlobClass {
    constructor(parts, options) {
      super(parts, options);
      texts.push(parts.join(""));
    }
  };
  HTMLAnchorElement.prototype.click = () => {};
  $("#save").click();
  window.Blob = BlobClass;
  equal("one policy is saved", texts.length, 1);
  for (const line of (texts[0] || "").split("\n").filter(Boolean)) lines.push("value: " + line);
  check("the banner warns", $(".banner").textContent.includes("identifiers"));
}
