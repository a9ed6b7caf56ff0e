import { ask } from "./api.js";
import { find, make, setText, updateRows } from "./dom.js";
import { ago, bytes, compact, count, duration, percent, plural } from "./format.js";

const pause = 1000;
const states = { running: ["runs", "good"], detached: ["detached", "bad"], silent: ["not heard from", "bad"], stopped: ["stopped", ""], other_build: ["another build", ""] };

/** Shows the instances of the deployment. The list is read every second while the page is looked at and is in touch with its host. */
export function startInstances(isHeld) {
  let reading = false;
  const tick = async () => {
    if (reading || isHeld() || document.visibilityState !== "visible") return;
    reading = true;
    await read();
    reading = false;
  };
  setInterval(tick, pause);
  tick();
}

async function read() {
  try {
    draw(await ask("instances"));
  } catch (error) {
    // Once there is a list, it is the connection that is gone, and the line above says so.
    if (!find("instance-rows").held) drawNotes([error.message], "bad");
  }
}

function draw({ notes, instances, sum, evictions }) {
  drawEvictions(instances.length > 1 ? evictions : []);
  drawNotes(notes, "empty");
  updateRows(find("instance-rows"), instances, instance => instance.id, create, update);
  setText(find("instances-note"), sum.instances === 1 ? "one was heard from a moment ago" : `${plural(sum.instances, "instance")} heard from a moment ago, ${count(sum.attached)} attached`);
  find("instance-sum").hidden = instances.length < 2;
  [percent(sum.hitRate), compact(sum.requests), compact(sum.handlerRuns), `${compact(sum.entries)}, ${bytes(sum.bytes)}`, sum.journal === 0 ? "empty" : count(sum.journal)]
    .forEach((text, i) => setText(find("instance-sum").querySelectorAll("td")[i + 1], text));
}

function drawEvictions(evictions) {
  find("all-evictions").hidden = evictions.length === 0;
  // Ages are rounded, so an eviction is told by its place among those of its instance.
  const places = new Map();
  const keyed = evictions.map(note => {
    const place = places.get(note.instance) ?? 0;
    places.set(note.instance, place + 1);
    return { ...note, key: [note.instance, place, note.by, note.result, note.mode, note.tagCount, ...note.tags].join("\n") };
  });
  updateRows(find("all-eviction-rows"), keyed, note => note.key, createEviction, (row, note) => setText(row.when, ago(note.secondsAgo)));
}

function createEviction(note) {
  const when = make("td", { class: "brief" });
  const tags = note.tags.map(tag => make("span", { class: "tag key" }, tag));
  if (note.tagCount > tags.length) tags.push(make("span", { class: "soft" }, `and ${count(note.tagCount - tags.length)} more`));
  const who = make("td", {}, note.by, make("span", { class: "tag soft" }, note.self ? `${note.instance}, which answers this page` : note.instance));
  return { when, element: make("tr", {}, when, make("td", {}, tags), who, make("td", {}, note.mode === "soft" ? `soft, ${note.result}` : note.result)) };
}

function drawNotes(notes, kind) {
  const list = find("instance-notes");
  list.className = kind;
  while (list.children.length > notes.length) list.lastChild.remove();
  notes.forEach((note, i) => setText(list.children[i] ?? list.appendChild(make("li")), note));
}

function create(instance) {
  const name = make("span", { class: "name" });
  const build = make("span", { class: "tag soft" });
  const state = make("span", { class: "badge" });
  const says = make("span", { class: "tag" });
  const numbers = Array.from({ length: 5 }, () => make("td", { class: "number" }));
  const self = instance.self ? make("span", { class: "tag soft" }, "answers this page") : null;
  return { name, build, state, says, numbers, element: make("tr", {}, make("th", { scope: "row" }, name, build, self), make("td", {}, state, says), numbers) };
}

function update({ name, build, state, says, numbers }, instance) {
  const isKnown = instance.state !== "other_build";
  setText(name, instance.name || `${instance.id.slice(0, 8)} …`);
  const up = instance.startedAt ? (Date.now() - Date.parse(instance.startedAt)) / 1000 : null;
  setText(build, [instance.version.split("+")[0], up !== null && up >= 60 ? `started ${ago(up)}` : up !== null ? "started a moment ago" : ""].filter(Boolean).join(", "));
  const [text, kind] = states[instance.state] ?? [instance.state, ""];
  state.className = `badge ${kind}`;
  setText(state, text);
  setText(says, instance.says);
  [
    isKnown ? percent(instance.hitRate) : "–",
    isKnown ? compact(instance.requests) : "–",
    isKnown ? compact(instance.handlerRuns) : "–",
    isKnown ? `${compact(instance.entries)}, ${bytes(instance.bytes)}` : "–",
    isKnown ? instance.journal === 0 ? "empty" : count(instance.journal) : "–",
  ].forEach((value, i) => setText(numbers[i], value));
  numbers[4].title = isKnown && instance.horizonLagSeconds !== null ? `The log was read ${duration(instance.horizonLagSeconds)} before it said so.` : "";
}
