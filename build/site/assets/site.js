// Search over search.json, which is read when the field is first used.
"use strict";

const root = document.documentElement.dataset.root;
const query = document.getElementById("query");
const results = document.getElementById("results");
const pages = document.querySelector("details.pages");
let index;

const wide = matchMedia("(min-width: 60rem)");
const showPages = () => { pages.open = wide.matches; };
wide.addEventListener("change", showPages);
showPages();

async function load() {
  index ??= fetch(`${root}search.json`).then(response => response.json());
  return index;
}

const words = text => text.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(word => word);

// A word counts where it begins a word; all of them must be somewhere in the section.
function score(section, terms) {
  let total = 0;
  for (const term of terms) {
    const begins = text => words(text).some(word => word.startsWith(term));
    const found = (begins(section.page) ? 4 : 0) + (begins(section.heading) ? 8 : 0) + (begins(section.text) ? 1 : 0);
    if (found === 0) return 0;
    total += found;
  }
  return total;
}

function excerpt(text, terms) {
  const at = Math.max(0, ...terms.map(term => text.toLowerCase().search(new RegExp(`(^|[^\\p{L}\\p{N}_])${term}`, "u"))));
  const from = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 40)));
  return (from > 0 ? "... " : "") + text.slice(from, from + 140).trim();
}

function item(section, terms) {
  const link = document.createElement("a");
  link.href = root + section.url;
  const title = document.createElement("strong");
  title.textContent = section.heading ? `${section.page}: ${section.heading}` : section.page;
  const text = document.createElement("span");
  text.textContent = excerpt(section.text, terms);
  link.append(title, text);
  const entry = document.createElement("li");
  entry.append(link);
  return entry;
}

async function search() {
  const asked = query.value;
  const terms = words(asked);
  if (terms.length === 0) {
    results.hidden = true;
    return;
  }
  let entries;
  try {
    const sections = await load();
    if (asked !== query.value) return;
    entries = sections.map(section => [score(section, terms), section]).filter(([points]) => points > 0)
      .sort((a, b) => b[0] - a[0]).slice(0, 12).map(([, section]) => item(section, terms));
  } catch {
    index = undefined;
    entries = [Object.assign(document.createElement("li"), { textContent: "The search needs a web server: a browser does not read files for a page that is a file." })];
  }
  results.replaceChildren(...entries.length ? entries : [Object.assign(document.createElement("li"), { textContent: `Nothing about "${asked}".` })]);
  results.hidden = false;
}

query.addEventListener("input", search);
query.addEventListener("focus", () => { load().catch(() => { index = undefined; }); });
document.getElementById("search").addEventListener("submit", event => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== query) {
    event.preventDefault();
    query.focus();
  } else if (event.key === "Escape") {
    results.hidden = true;
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !results.hidden) {
    const links = [query, ...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  }
});
document.addEventListener("click", event => {
  if (!event.target.closest("#search")) results.hidden = true;
});
