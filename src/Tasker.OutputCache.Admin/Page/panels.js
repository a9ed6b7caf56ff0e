import { find, make, setText, updateRows } from "./dom.js";
import { ago, bytes, compact, count, duration, milliseconds, percent, plural, rate, time } from "./format.js";
import { groups, mix } from "./outcomes.js";

/** What the tables let one do. */
export const actions = { showKey: () => { }, evictTag: () => { } };

export const isMasked = text => text.includes("***");

export function drawFigures(stats, history) {
  const minute = history.since(60_000);
  const now = history.since(3_000);
  figure("hit-rate", minute?.hitRate == null ? ["–"] : split(percent(minute.hitRate)), minute?.hitRate == null ? `no request in the last minute; ${percent(stats.hitRate)} in all` : `last minute; ${percent(stats.hitRate)} in all`);
  figure("request-rate", [now ? rate(now.requests / now.seconds) : "–"], `${compact(stats.requests)} since the start`);
  figure("run-rate", [now ? rate(now.runs / now.seconds) : "–"], `${compact(stats.handlerRuns)} since the start`);
  figure("saved", split(duration(stats.savedSeconds)), minute && minute.saved > 0 ? `${duration(minute.saved / minute.seconds)} of it every second` : "estimated, since the start");
  figure("entry-count", [compact(stats.memory.entries)], `of ${compact(stats.memory.maxEntries)}; ${plural(stats.memory.pushedOut, "was", "were")} pushed out`);
  figure("memory", split(bytes(stats.memory.bytes)), `of ${bytes(stats.memory.maxBytes)}`);
}

const split = text => text.match(/^(\S+)(?: (\S+))?(.*)$/).slice(1).map(part => part ?? "");

function figure(id, [value, unit = "", rest = ""], note) {
  const element = find(id);
  if (element.textContent !== value + unit + rest) {
    element.replaceChildren(value, ...(unit ? [make("small", {}, unit)] : []), ...(rest ? smaller(rest) : []));
  }

  setText(find(`${id}-note`), note);
}

// "3 h 12 min": units are small, numbers are not.
const smaller = rest => rest.trim().split(" ").flatMap((part, i) => i % 2 === 0 ? [` ${part}`] : [make("small", {}, part)]);

export function drawLegend() {
  find("outcome-legend").append(...groups.map(({ name, color }) => make("li", {}, make("i", { class: `fill-${color}` }), name)));
}

export function drawResources(resources) {
  const rows = resources.flatMap(resource => [resource, ...resource.endpoints.map(endpoint => ({ ...endpoint, of: resource.name }))]);
  find("no-resources").hidden = rows.length > 0;
  find("resources").querySelector(".scroll").hidden = rows.length === 0;
  updateRows(find("resource-rows"), rows, row => `${row.of ?? ""}\n${row.of === undefined}\n${row.name}`, createResource, updateResource);
  const names = resources.map(resource => resource.name);
  const list = find("resource-names");
  if (list.children.length !== names.length) list.replaceChildren(...names.map(name => make("option", { value: name })));
}

function createResource(row) {
  const stack = make("div", { class: "stack", role: "img" });
  const reasons = make("span", { class: "reasons" });
  const numbers = Array.from({ length: 5 }, () => make("td", { class: "number" }));
  const name = make("th", { scope: "row" }, row.name);
  return { stack, reasons, numbers, element: make("tr", { class: row.of === undefined ? undefined : "endpoint" }, name, make("td", {}, stack, reasons), numbers) };
}

function updateResource({ stack, reasons, numbers }, row) {
  const parts = mix(row.outcomes);
  while (stack.children.length > parts.length) stack.lastChild.remove();
  parts.forEach(({ group, count }, i) => {
    const part = stack.children[i] ?? stack.appendChild(make("i"));
    part.className = `fill-${group.color}`;
    part.style.flexBasis = `${100 * count / row.requests}%`;
    part.title = `${group.name}: ${percent(100 * count / row.requests)}`;
  });
  stack.setAttribute("aria-label", parts.map(({ group, names, count }) => `${percent(100 * count / row.requests)} ${group.name} (${names.join(", ")})`).join("; ") || "no requests");
  const notStored = Object.entries(row.notStored).map(([reason, times]) => `${reason} ${compact(times)}`).join(", ");
  const past = Object.entries(row.outcomes).filter(([outcome]) => outcome.startsWith("bypass-")).map(([outcome, times]) => `${outcome.slice("bypass-".length)} ${compact(times)}`).join(", ");
  const misses = Object.entries(row.misses ?? {}).map(([reason, times]) => `${reason} ${compact(times)}`).join(", ");
  const runs = row.handlerP50Milliseconds == null ? "" : `runs: half within ${milliseconds(row.handlerP50Milliseconds)}, 95 % within ${milliseconds(row.handlerP95Milliseconds)}, 99 % within ${milliseconds(row.handlerP99Milliseconds)}`;
  const hits = row.hitP50Milliseconds == null ? "" : `hits: half within ${milliseconds(row.hitP50Milliseconds)}, 95 % within ${milliseconds(row.hitP95Milliseconds)}, 99 % within ${milliseconds(row.hitP99Milliseconds)}`;
  setText(reasons, row.of === undefined ? "" : [runs, hits, misses && `misses: ${misses}`, past && `past the cache: ${past}`, notStored && `not stored: ${notStored}`].filter(Boolean).join("; "));
  const run = row.of === undefined ? "" : milliseconds(row.handlerMilliseconds);
  [percent(row.hitRate), compact(row.requests), compact(row.handlerRuns), run, duration(row.savedSeconds)].forEach((text, i) => setText(numbers[i], text));
}

export function drawForecast({ forecast, maxBytes, maxEntries }) {
  find("forecast").hidden = forecast.length === 0;
  const now = forecast.find(point => point.room === 1);
  updateRows(find("forecast-rows"), forecast, point => String(point.room), createForecast, (row, point) => {
    setText(row.size, point.room === 1 ? `${bytes(maxBytes)}, ${compact(maxEntries)} entries: as it is` : `${bytes(point.maxBytes)}, ${compact(point.maxEntries)} entries`);
    const gain = point.hitRate - now.hitRate;
    [percent(point.hitRate), point.room === 1 ? "" : `${gain < 0 ? "−" : "+"}${Math.abs(gain).toFixed(1)}`].forEach((text, i) => setText(row.numbers[i], text));
  });
}

function createForecast() {
  const size = make("th", { scope: "row" });
  const numbers = Array.from({ length: 2 }, () => make("td", { class: "number" }));
  return { size, numbers, element: make("tr", {}, size, numbers) };
}

export function drawAdvice(lines) {
  find("advice").hidden = lines.length === 0;
  updateRows(find("advice-lines"), lines, line => line, line => ({ element: make("li", {}, line) }), () => { });
}

export function drawKeys(keys) {
  find("no-keys").hidden = keys.length > 0;
  find("keys").querySelector(".scroll").hidden = keys.length === 0;
  // Masked, the keys of two tenants may look the same.
  const sums = new Map();
  for (const { key, hits } of keys) sums.set(key, (sums.get(key) ?? 0) + hits);
  const sorted = [...sums].map(([key, hits]) => ({ key, hits })).sort((a, b) => b.hits - a.hits);
  const most = Math.max(1, ...sorted.map(key => key.hits));
  updateRows(find("key-rows"), sorted, key => key.key, createKey, (row, key) => {
    setText(row.hits, compact(key.hits));
    row.meter.style.width = `${100 * key.hits / most}%`;
  });
}

function createKey({ key }) {
  const hits = make("td", { class: "number" });
  const meter = make("span", { class: "meter" });
  const name = isMasked(key) ? make("span", { class: "key" }, key) : make("button", { type: "button", class: "link", onclick: () => actions.showKey(key) }, key);
  return { hits, meter, element: make("tr", {}, make("td", {}, name, meter), hits) };
}

export function drawTags(tags) {
  find("no-tags").hidden = tags.length > 0;
  find("tags").querySelector(".scroll").hidden = tags.length === 0;
  const distinct = [...new Map(tags.toSorted((a, b) => b.secondsAgo - a.secondsAgo).map(tag => [tag.tag, tag])).values()].sort((a, b) => a.secondsAgo - b.secondsAgo);
  updateRows(find("tag-rows"), distinct, tag => tag.tag, createTag, (row, tag) => {
    setText(row.times, compact(tag.evictions));
    setText(row.last, ago(tag.secondsAgo));
  });
}

function createTag({ tag }) {
  const times = make("td", { class: "number" });
  const last = make("td", { class: "number" });
  const button = isMasked(tag) ? null : make("button", { type: "button", class: "quiet small", "aria-label": `Evict ${tag} …`, onclick: () => actions.evictTag(tag) }, "Evict …");
  return { times, last, element: make("tr", {}, make("th", { scope: "row", class: "key" }, tag), times, last, make("td", {}, button)) };
}

export function drawEvictions(evictions) {
  find("no-evictions").hidden = evictions.length > 0;
  find("evictions").querySelector(".scroll").hidden = evictions.length === 0;
  const seen = new Map();
  const keys = new Map([...evictions].reverse().map(note => {
    const key = `${note.time} ${note.tags.join(" ")} ${note.by}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return [note, `${key} ${seen.get(key)}`];
  }));
  updateRows(find("eviction-rows"), evictions, note => keys.get(note), createEviction, (row, note) => setText(row.when, ago(note.secondsAgo)));
}

function createEviction(note) {
  const when = make("td", { class: "brief", title: time(new Date(note.time)) });
  const tags = note.tags.slice(0, 4).map(tag => make("span", { class: "tag key" }, tag));
  if (note.tagCount > tags.length) tags.push(make("span", { class: "soft" }, `and ${count(note.tagCount - tags.length)} more`));
  const after = note.ageMilliseconds === null ? null : make("span", { class: "tag soft" }, `after ${milliseconds(note.ageMilliseconds)}`);
  return { when, element: make("tr", {}, when, make("td", {}, tags), make("td", {}, note.by), make("td", { title: note.reason ?? "" }, note.mode === "soft" ? `soft, ${note.result}` : note.result, after, note.reason ? make("span", { class: "tag soft" }, note.reason) : null)) };
}

export function drawNode(stats) {
  const { status } = stats;
  setText(find("where"), `${status.node} · ${status.backend}${status.shared ? "" : " (this process only)"}`);
  setText(find("node-note"), `${status.node}, up for ${duration((Date.parse(stats.time) - Date.parse(status.nodes[0].startedAt)) / 1000).replace(/\.\d/, "")}`);
  const facts = [
    ["Back end", status.backend],
    ["Limits", status.limits?.join(" ") || "none known"],
    ["Eviction log", status.attached ? badge("attached", "good") : badge("detached", "bad")],
    ["Horizon lag", status.shared ? status.horizonLagSeconds === null ? "never read" : duration(status.horizonLagSeconds) : "none: the log is this process’s own"],
    ["Circuit breaker", badge(status.circuit.replace("_", " "), status.circuit === "closed" ? "good" : "bad")],
    ["Journal", status.journal === 0 ? "empty" : badge(`${plural(status.journal, "tag")} waiting`, "bad")],
    ...(status.feeds ?? []).map(feed => ["Change feed", feedState(feed)]),
    ["Under way", `${plural(status.computations, "computation")}, ${plural(status.waiting, "request")} waiting for one`],
    ["Warm-up", `${status.warmUp.state}${status.warmUp.paths > 0 ? `: ${status.warmUp.warm} of ${status.warmUp.paths} warm, ${status.warmUp.failed} failed` : ""}`],
    ["Background", status.loopRestarts === 0 && status.caughtErrors === 0 ? "no errors" : badge(`${plural(status.loopRestarts, "restart")}, ${plural(status.caughtErrors, "error")} caught${status.lastCaughtError ? ` (${status.lastCaughtError})` : ""}`, "bad")],
  ];
  updateRows(find("node-facts"), facts.flatMap(([name, value]) => [{ key: `${name}?`, name: "dt", value: name }, { key: name, name: "dd", value }]), fact => fact.key, fact => ({ element: make(fact.name) }), (row, fact) => {
    const text = fact.value.textContent ?? fact.value;
    if (row.element.textContent !== text) row.element.replaceChildren(fact.value);
  });
  find("far").hidden = stats.far.length === 0;
  updateRows(find("far-rows"), stats.far, far => far.operation, createFar, (row, far) => {
    [compact(far.count), compact(far.failures), milliseconds(far.milliseconds)].forEach((text, i) => setText(row.numbers[i], text));
  });
}

// The warning itself is among the limits: it needs the time that this page does not know.
function feedState({ name, read, lagBytes, keptBytes, bytesLeft }) {
  const kept = `the server keeps ${bytes(keptBytes)}${bytesLeft === null ? ", bounded by its disk only" : `, ${bytes(bytesLeft)} more at most`}`;
  const text = `${name}: ${read ? `${bytes(lagBytes)} behind` : `not read, ${bytes(lagBytes)} behind`}; ${kept}`;
  return read && (bytesLeft === null || keptBytes <= bytesLeft) ? text : badge(text, "bad");
}

function createFar({ operation }) {
  const numbers = Array.from({ length: 3 }, () => make("td", { class: "number" }));
  return { numbers, element: make("tr", {}, make("th", { scope: "row" }, operation), numbers) };
}

export const badge = (text, kind) => make("span", { class: `badge ${kind}` }, text);
