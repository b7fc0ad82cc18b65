// No runs, no notes.

function checks() {
  equal("it says so", $(".lead").textContent, "0 runs over 0 notes.");
  press("j");
  press("n");
  press("1");
  equal("the view of the notes", view(), "notes");
  equal("has none", $("#note-scroll").textContent, "This page holds no notes.");
}
