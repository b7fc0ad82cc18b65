// A report of sections: it is read, not worked with.

function checks() {
  check("sections have headings", $$("section h2").length >= 2);
  check("links lead to sections", $$(".contents a").every((link) => $(link.getAttribute("href")) !== null));
  check("markup in a cell is text", $("td img") === null && document.title !== "taken");
  const before = document.documentElement.dataset.theme;
  $("#theme").click();
  check("the theme changes", document.documentElement.dataset.theme !== before);
  for (const table of $$("table")) check("heads have a scope", $$("th", table).every((head) => head.scope !== ""));
}
