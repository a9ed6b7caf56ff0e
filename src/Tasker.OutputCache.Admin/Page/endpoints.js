import { ask } from "./api.js";
import { find, make, setText } from "./dom.js";
import { compact, duration, percent, plural } from "./format.js";
import { badge } from "./panels.js";

/** Shows the cached endpoints: what is in their keys, what was observed, and what evicts them when a table changes. */
export function startEndpoints() {
  find("endpoint-read").addEventListener("click", read);
  read();
}

async function read() {
  const answer = find("endpoint-answer");
  try {
    const { endpoints, problems, tablesObserved } = await ask("endpoints");
    answer.className = "empty";
    find("endpoint-problems").replaceChildren(...problems.map(problem => make("li", {}, problem)));
    find("endpoint-rows").replaceChildren(...endpoints.map(endpoint => makeRow(endpoint, tablesObserved)));
    find("endpoints").querySelector(".scroll").hidden = endpoints.length === 0;
    setText(find("endpoints-note"), tablesObserved ? "tables as far as requests have shown them" : "tables are observed in Development, or after ObserveTables()");
    setText(answer, endpoints.length > 0 ? "" : "No endpoint is cached.");
    answer.hidden = endpoints.length > 0;
  } catch (error) {
    answer.hidden = false;
    answer.className = "bad";
    answer.textContent = error.message;
  }
}

const line = (...parts) => make("span", { class: "tag" }, parts);

function makeRow(endpoint, tablesObserved) {
  return make("tr", {},
    make("th", { scope: "row" }, `${endpoint.resource}/${endpoint.name}`, line(make("span", { class: "key soft" }, endpoint.route)), endpoint.enabled ? null : badge("disabled", "bad"), endpoint.isShadow ? badge("shadow mode", "") : null),
    make("td", {}, endpoint.parameters.length === 0 ? make("span", { class: "soft" }, "no parameters") : endpoint.parameters.map(describeParameter), describeInputs(endpoint)),
    make("td", {}, describePartition(endpoint.partition), line(describeLife(endpoint))),
    make("td", {}, describeMisses(endpoint.misses), describeShadow(endpoint.shadow)),
    make("td", {}, describeTables(endpoint.coverage, tablesObserved)));
}

function describeParameter({ name, source, type, dimension, default: value, inferred }) {
  const facts = [source, type, dimension ? "dimension" : value === null ? "view" : `${value} if absent`, inferred ? "inferred" : "declared"].filter(Boolean);
  return line(make("b", { class: "key" }, name === "*" ? "the whole query" : name), make("span", { class: "soft" }, ` ${facts.join(", ")}`));
}

function describeInputs({ observed, ignored }) {
  return [
    ...observed.map(({ text, refused, fix }) => line(badge(refused ? "not stored" : "read", refused ? "bad" : ""), ` The handler reads ${text}. ${refused ? fix : ""}`)),
    ...ignored.map(text => line(make("span", { class: "soft" }, `Ignored: ${text}`))),
  ];
}

const partitions = { anonymous: "Anonymous requests share it", tenant: "Each tenant has its own", user: "Each user has their own", everyone: "Everyone shares it" };

const describePartition = partition => partitions[partition] ?? partition;

function describeLife({ freshSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds, consistency }) {
  const stale = [
    staleWhileRevalidateSeconds > 0 && `then stale for ${duration(staleWhileRevalidateSeconds)} while it is revalidated`,
    staleIfErrorSeconds > 0 && `for ${duration(staleIfErrorSeconds)} if that fails`,
  ].filter(Boolean);
  return make("span", { class: "soft" }, [`fresh for ${duration(freshSeconds)}`, ...stale, consistency].join(", "));
}

function describeMisses(misses) {
  const reasons = Object.entries(misses);
  return reasons.length === 0 ? make("span", { class: "soft" }, "none yet") : reasons.map(([reason, count]) => line(`${reason} ${compact(count)}`));
}

// The forecast of this instance alone: with a shared back end, others' answers count as well.
function describeShadow(shadow) {
  if (shadow === null) return [];
  const { requests, hits, hitRate, savedSeconds, compared, different, notStored } = shadow;
  return [
    line(make("span", { class: "soft" }, "the cache would answer "), `${percent(100 * hitRate)} of ${plural(requests, "request")}`),
    line(make("span", { class: "soft" }, `and save ${duration(savedSeconds)} of ${plural(hits, "run")} of the handler`)),
    compared > 0 ? line(different > 0 ? badge(`${compact(different)} of ${compact(compared)} differ`, "bad") : make("span", { class: "soft" }, `${plural(compared, "answer")} compared, all the same`)) : null,
    ...Object.entries(notStored).map(([reason, count]) => line(make("span", { class: "soft" }, `not stored, ${reason}: ${compact(count)}`))),
  ];
}

function describeTables(coverage, tablesObserved) {
  if (!tablesObserved) return make("span", { class: "soft" }, "not observed");
  if (coverage === null) return make("span", { class: "soft" }, "no computation yet");
  if (coverage.tables.length === 0 && coverage.unknownSql.length === 0) return make("span", { class: "soft" }, `none in ${plural(coverage.computations, "computation")}`);
  return [
    ...coverage.tables.map(({ table, evictedBy, note }) => line(
      make("b", { class: "key" }, table), " ",
      evictedBy.length > 0 ? make("span", { class: "soft" }, evictedBy.join(", ")) : badge("nothing evicts", "bad"),
      note === null ? null : make("span", { class: "soft" }, ` ${note}`))),
    ...coverage.unknownSql.map(sql => line(badge("unknown SQL", "bad"), " ", make("span", { class: "key" }, sql))),
  ];
}
