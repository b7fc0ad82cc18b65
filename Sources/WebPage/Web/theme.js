// Light or dark: the first script of every page.

// Theme: what the system says until the reader chooses.
const systemTheme = matchMedia("(prefers-color-scheme: dark)");
let chosenTheme = null;
try {
  chosenTheme = localStorage.getItem("chartsift-theme");
} catch {
  // Pages from a file may have no storage: the choice then lasts as long as the page.
}
const isDark = () => (chosenTheme ?? (systemTheme.matches ? "dark" : "light")) === "dark";

function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  document.getElementById("theme").textContent = isDark() ? "Light" : "Dark";
  document.getElementById("theme").setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
}

function toggleTheme() {
  chosenTheme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("chartsift-theme", chosenTheme);
  } catch {
    // See above.
  }
  applyTheme();
}

document.getElementById("theme").addEventListener("click", toggleTheme);
systemTheme.addEventListener("change", applyTheme);
applyTheme();
