import { ask } from "./api.js";
import { roundTicks, TimeChart } from "./charts.js";
import { startConfiguration } from "./configuration.js";
import { find, setText } from "./dom.js";
import { startEndpoints } from "./endpoints.js";
import { showEntry, startEntries } from "./entries.js";
import { confirmEviction, evictTags, startEvict } from "./evict.js";
import { startExplain } from "./explain.js";
import { compact, duration, percent, rate } from "./format.js";
import { drawHealth, drawLink } from "./health.js";
import { History, hour, span } from "./history.js";
import { startInstances } from "./instances.js";
import { Live } from "./live.js";
import { actions, drawAdvice, drawEvictions, drawFigures, drawForecast, drawKeys, drawLegend, drawNode, drawResources, drawTags } from "./panels.js";

const history = new History();
let link = { live: false };
let paused = false;
let isHour = false;

const hitChart = new TimeChart(find("hit-chart"), {
  title: "Hit rate",
  series: [{ key: "hitRate", name: "hits among the requests that asked the cache", color: "near" }],
  marksName: "eviction",
  ticks: () => ({ top: 100, values: [0, 25, 50, 75, 100], label: value => `${value} %` }),
  tell: point => point.hitRate === null ? "no requests" : percent(point.hitRate),
});

const requestChart = new TimeChart(find("request-chart"), {
  title: "Requests a second",
  series: [{ key: "hits", name: "hits", color: "near" }, { key: "misses", name: "misses", color: "miss" }, { key: "bypasses", name: "past the cache", color: "bypass" }],
  ticks: points => {
    const values = roundTicks(Math.max(0, ...points.map(point => point.hits + point.misses + point.bypasses)));
    return { top: values.at(-1), values, label: compact };
  },
  tell: point => `${rate(point.hits)} hits, ${rate(point.misses)} misses${point.bypasses > 0 ? `, ${rate(point.bypasses)} past the cache` : ""}`,
});

function draw(stats) {
  history.add(stats);
  drawHealth(stats.status);
  if (paused) return;
  const now = Date.parse(stats.time);
  drawFigures(stats, history);
  const shown = isHour ? history.long : history.points;
  hitChart.update(shown, now, stats.evictions.map(note => ({ at: Date.parse(note.time), text: note.tags[0] })), isHour ? hour : span);
  requestChart.update(shown, now, [], isHour ? hour : span);
  setText(find("traffic-title"), isHour ? "The last hour" : "The last five minutes");
  setText(find("traffic-note"), isHour ? "ten seconds a point" : history.length > 0 && history.length < span - 2000 ? `seen for ${duration(history.length / 1000).replace(/\.\d/, "")} so far` : "");
  setText(find("resources-note"), "since this instance started");
  drawResources(stats.resources);
  drawAdvice(stats.advice);
  drawForecast(stats.memory);
  drawKeys(stats.topKeys);
  drawTags(stats.tags);
  drawEvictions(stats.evictions);
  drawNode(stats);
}

find("pause").addEventListener("click", event => {
  paused = !paused;
  event.currentTarget.setAttribute("aria-pressed", String(paused));
  drawLink({ ...link, paused });
});

find("traffic-hour").addEventListener("click", event => {
  isHour = !isHour;
  event.currentTarget.setAttribute("aria-pressed", String(isHour));
  if (isHour) readHistory();
});

// What the process has noted since its start, so that the charts don't begin with this tab.
async function readHistory() {
  try {
    history.seed(await ask("history"));
  } catch {
    // An instance that is gone says so above; the charts go on with what the page hears.
  }
}

find("warm-up").addEventListener("click", async () => {
  const answer = find("warm-up-answer");
  try {
    const { paths } = await ask("warm-up", { method: "POST", body: {} });
    answer.textContent = paths === 0 ? "No resource lists anything to warm up." : "Begun; see above how far it is.";
  } catch (error) {
    answer.textContent = error.message;
  }
});

actions.showKey = showEntry;
actions.evictTag = async tag => {
  try {
    const note = await confirmEviction("Evict what carries this tag?", tag, mode => evictTags([tag], mode), { preview: { tags: [tag] } });
    if (note) setText(find("announcer"), note);
  } catch (error) {
    find("evict-answer").className = "bad";
    find("evict-answer").textContent = error.message;
    find("evict").scrollIntoView();
  }
};

drawLegend();
startEntries();
startEvict();
startExplain();
startConfiguration();
startEndpoints();
startInstances(() => paused || !link.live);
readHistory();
setInterval(() => isHour && !paused && readHistory(), 10_000);
addEventListener("pagehide", () => history.save());
new Live(draw, state => {
  link = state;
  drawLink({ ...state, paused });
}).start();
