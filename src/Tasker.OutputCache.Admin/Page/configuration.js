import { ask } from "./api.js";
import { find, make, setText } from "./dom.js";
import { plural } from "./format.js";

let report = null;

/** Shows what is in force and where it comes from; what is not set only when asked for. */
export function startConfiguration() {
  const form = find("configuration-form");
  form.addEventListener("input", draw);
  form.addEventListener("submit", event => {
    event.preventDefault();
    read();
  });
  read();
}

async function read() {
  const answer = find("configuration-answer");
  try {
    report = await ask("configuration");
    answer.className = "";
    draw();
  } catch (error) {
    answer.className = "bad";
    answer.textContent = error.message;
  }
}

function draw() {
  if (!report) return;
  const { search, defaults } = find("configuration-form").elements;
  const part = search.value.trim().toLowerCase();
  const set = report.settings.filter(setting => setting.source !== "default");
  const shown = (defaults.checked ? report.settings : set)
    .filter(({ key, source }) => `${key}\n${source}`.toLowerCase().includes(part));
  setText(find("configuration-note"), report.section ? `the section ${report.section}; secrets are masked` : "no section: all is default");
  find("configuration-problems").replaceChildren(...report.problems.map(problem => make("li", {}, problem)));
  find("configuration-rows").replaceChildren(...shown.map(({ key, value, source }) => make("tr", {},
    make("th", { scope: "row", class: "key" }, key), make("td", { class: "key value" }, value), make("td", { class: "soft source" }, source))));
  find("configuration-list").hidden = shown.length === 0;
  const left = report.settings.length - set.length;
  setText(find("configuration-answer"), shown.length > 0
    ? `${plural(shown.length, "value")}${defaults.checked || left === 0 ? "" : `; ${plural(left, "other has its default", "others have their defaults")}`}.`
    : part || defaults.checked ? "Nothing matches." : `Nothing is set: all ${left} values are the defaults.`);
}
