import { ask } from "./api.js";
import { find, make } from "./dom.js";
import { confirmEviction, evictKey } from "./evict.js";
import { bytes, duration, plural } from "./format.js";
import { badge, isMasked } from "./panels.js";

let shown = null;
let cursor = null;
let query = {};

export function startEntries() {
  find("entry-search").addEventListener("submit", event => {
    event.preventDefault();
    const form = new FormData(event.target);
    query = Object.fromEntries([...form].filter(([, value]) => value !== ""));
    find("entry-rows").replaceChildren();
    search();
  });
  find("entry-more").addEventListener("click", () => search(cursor));
  find("entry-close").addEventListener("click", () => find("entry").close());
  find("entry-evict").addEventListener("click", evictShown);
}

async function search(from) {
  const answer = find("entry-answer");
  try {
    const page = await ask(`entries?${new URLSearchParams(from ? { ...query, cursor: from } : query)}`);
    cursor = page.next;
    find("entry-rows").append(...page.entries.map(makeRow));
    find("entry-list").hidden = page.matches === 0;
    answer.className = "";
    answer.textContent = page.matches === 0 ? "Nothing here matches. Another instance, or the shared tier, may hold it." : `${plural(page.matches, "entry", "entries")}.`;
  } catch (error) {
    cursor = null;
    answer.className = "bad";
    answer.textContent = error.message;
  }

  find("entry-more").hidden = !cursor;
}

const kinds = { fresh: "good", evicted: "bad", expired: "bad" };

function makeRow(entry) {
  const { key } = entry;
  return make("tr", {},
    make("th", { scope: "row", class: "key" }, key, describeParameters(entry.parameters)),
    make("td", {}, badge(entry.state, kinds[entry.state] ?? "")),
    make("td", { class: "number" }, duration(entry.ageSeconds)),
    make("td", { class: "number" }, duration(entry.freshForSeconds)),
    make("td", { class: "number" }, bytes(entry.bytes)),
    make("td", {}, isMasked(key) ? null : make("button", { type: "button", class: "quiet small", "aria-label": `Show ${key}`, onclick: () => showEntry(key) }, "Show")));
}

// "hours = 24, namespace not given": a key has the values only.
export const describeParameters = parameters => parameters?.length
  ? make("span", { class: "tag soft" }, parameters.map(({ name, value }) => value === null ? `${name} not given` : `${name} = ${value}`).join(", "))
  : null;

export async function showEntry(key) {
  const dialog = find("entry");
  shown = key;
  find("entry-key").textContent = key;
  const body = find("entry-body");
  body.replaceChildren(make("p", { class: "soft" }, "Looking …"));
  if (!dialog.open) dialog.showModal();
  find("entry-close").focus();
  try {
    const entry = await findEntry(key);
    if (shown === key) body.replaceChildren(...describe(entry));
  } catch (error) {
    if (shown === key) body.replaceChildren(make("p", {}, error.message));
  }
}

// Entries come and go. That one has gone is nothing that a browser's console should call an error.
async function findEntry(key) {
  const { entries } = await ask(`entries?${new URLSearchParams({ search: key, limit: "200" })}`);
  // One that is evicted is swept away at any moment, perhaps before one could ask for it.
  if (!entries.some(entry => entry.key === key && entry.state !== "evicted")) throw new Error("This process’s memory does not hold it any more. The next request computes it again, or finds it in the shared tier.");
  return await ask(`entries?${new URLSearchParams({ key, body: "true" })}`);
}

function describe(entry) {
  const facts = [
    ["State", badge(entry.state, kinds[entry.state] ?? "")],
    ["Age", duration(entry.ageSeconds)],
    ["Fresh for", duration(entry.freshForSeconds)],
    ["Size in memory", bytes(entry.bytes)],
    ["Parameters", describeParameters(entry.parameters)],
    ["Status", entry.status === null ? null : String(entry.status)],
    ["Encodings ready", entry.encodings?.length ? entry.encodings.join(", ") : null],
  ].filter(([, value]) => value !== null);
  const parts = [make("dl", { class: "facts" }, facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]))];
  if (entry.headers) {
    parts.push(make("h3", {}, "Headers"), make("pre", { tabindex: 0 }, Object.entries(entry.headers).map(([name, value]) => `${name}: ${value}`).join("\n")));
  }

  parts.push(make("h3", {}, "Tags: each of them evicts it"), make("ul", {}, (entry.tags ?? []).map(tag => make("li", { class: "key" }, tag))));
  if (entry.body !== null) parts.push(make("h3", {}, "Body"), make("pre", { tabindex: 0 }, entry.body));
  else if (entry.bodyNote) parts.push(make("p", { class: "soft" }, entry.bodyNote));
  return parts;
}

async function evictShown() {
  const key = shown;
  let note;
  try {
    note = await confirmEviction("Evict this entry?", key, () => evictKey(key), { modes: false });
  } catch (error) {
    note = error.message;
  }

  if (note === null) return;
  await showEntry(key);
  find("entry-body").prepend(make("p", { role: "status" }, note));
}
