import { make, setText } from "./dom.js";
import { duration } from "./format.js";
import { hour, span } from "./history.js";

const height = 220;
const margin = { top: 14, right: 4, bottom: 24, left: 44 };
const step = 1000;
// While little is known, what is known gets the room.
const windows = [{ span: 60_000, tick: 15_000 }, { span: 120_000, tick: 30_000 }, { span, tick: 60_000 }, { span: hour, tick: 600_000 }];

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/**
 * A chart of the last five minutes: one line over an area, or areas on top of each other. A pointer or the arrow keys
 * move along it, and the readout above says what was then.
 */
export class TimeChart {
  #points = [];
  #marks = [];
  #now = 0;
  #window = windows[0];
  #width = 600;
  #back = null;

  /** @param series what to draw, from the bottom up: { key, name, color }. */
  constructor(figure, { title, series, ticks, tell, marksName }) {
    Object.assign(this, { title, series, ticks, tell });
    this.svg = shape("svg", { tabindex: 0, role: "slider", "aria-label": `${title}, the last five minutes`, "aria-orientation": "horizontal", "aria-valuemax": 0 });
    this.readout = make("output", {});
    const legend = [...series].reverse().map(({ name, color }) => make("li", {}, make("i", { class: `fill-${color}` }), name));
    if (marksName) legend.push(make("li", {}, make("i", { class: "flag" }), marksName));
    figure.append(
      make("div", { class: "top" }, make("figcaption", {}, title), this.readout),
      this.svg,
      make("ul", { class: "legend", "aria-label": `Legend of ${title}` }, legend));
    this.svg.addEventListener("pointermove", event => this.#point(event));
    this.svg.addEventListener("pointerdown", event => this.#point(event));
    this.svg.addEventListener("pointerleave", () => this.#moveTo(null));
    this.svg.addEventListener("keydown", event => this.#key(event));
    this.svg.addEventListener("blur", () => this.#moveTo(null));
    new ResizeObserver(([entry]) => {
      this.#width = Math.max(240, Math.round(entry.contentRect.width));
      this.#draw();
    }).observe(this.svg);
  }

  update(points, now, marks = [], most = span) {
    this.#points = points;
    this.#marks = marks;
    this.#now = now;
    const known = points.length > 0 ? now - points[0].at : 0;
    const allowed = windows.filter(window => window.span <= most);
    this.#window = allowed.find(window => known <= window.span) ?? allowed.at(-1);
    this.svg.setAttribute("aria-label", `${this.title}, the last ${most === hour ? "hour" : "five minutes"}`);
    this.svg.setAttribute("aria-valuemin", -this.#window.span / step);
    this.#draw();
  }

  #x(at) {
    return margin.left + (this.#width - margin.left - margin.right) * (1 - (this.#now - at) / this.#window.span);
  }

  #draw() {
    const { svg } = this;
    svg.setAttribute("viewBox", `0 0 ${this.#width} ${height}`);
    const from = this.#now - this.#window.span;
    const points = this.#points.filter(point => point.at >= from);
    const { top, values, label } = this.ticks(points);
    const y = value => height - margin.bottom - (height - margin.top - margin.bottom) * value / top;
    const parts = [];

    for (const value of values) {
      parts.push(shape("line", { class: value === 0 ? "grid base" : "grid", x1: margin.left, x2: this.#width - margin.right, y1: Math.round(y(value)), y2: Math.round(y(value)) }));
      const text = shape("text", { x: margin.left - 8, y: y(value) + 4, "text-anchor": "end" });
      text.textContent = label(value);
      parts.push(text);
    }

    for (let back = 0; back <= this.#window.span; back += this.#window.tick) {
      const x = Math.round(this.#x(this.#now - back));
      if (back > 0) parts.push(shape("line", { class: "grid", x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }));
      const text = shape("text", { x, y: height - 6, "text-anchor": back === 0 ? "end" : x < margin.left + 20 ? "start" : "middle" });
      text.textContent = back === 0 ? "now" : back < 60_000 || back % 60_000 > 0 ? `−${back / 1000} s` : `−${back / 60_000} min`;
      parts.push(text);
    }

    const stacked = this.series.length > 1;
    const floor = new Map();
    for (const { key, color } of this.series) {
      for (const run of this.#runs(points, key)) {
        const bottom = run.map(point => floor.get(point) ?? 0);
        const above = run.map((point, i) => bottom[i] + point[key]);
        const upper = run.map((point, i) => `${this.#x(point.at).toFixed(1)},${y(above[i]).toFixed(1)}`);
        const lower = run.map((point, i) => `${this.#x(point.at).toFixed(1)},${y(bottom[i]).toFixed(1)}`).reverse();
        parts.push(shape("path", { class: `area fill-${color}${stacked ? " solid" : ""}`, d: `M${upper.join("L")}L${lower.join("L")}Z` }));
        if (!stacked) parts.push(shape("path", { class: `stroke stroke-${color}`, d: `M${upper.join("L")}` }));
        run.forEach((point, i) => floor.set(point, above[i]));
      }
    }

    for (const mark of this.#marks.filter(mark => mark.at >= from)) {
      const x = this.#x(mark.at);
      parts.push(shape("line", { class: "mark", x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }));
      parts.push(shape("path", { class: "flag", d: `M${x - 4} ${margin.top - 8}h8l-4 7z` }));
    }

    const point = this.#chosen(points);
    if (point && this.#back !== null) {
      const x = this.#x(point.at);
      parts.push(shape("line", { class: "cursor", x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }));
      if (!stacked && point[this.series[0].key] !== null) parts.push(shape("circle", { class: `spot fill-${this.series[0].color}`, cx: x, cy: y(point[this.series[0].key]), r: 5 }));
    }

    svg.replaceChildren(...parts);
    this.#tell(point);
  }

  // Missing values interrupt the line.
  #runs(points, key) {
    const runs = [];
    let run = null;
    for (const point of points) {
      if (point[key] === null) {
        run = null;
        continue;
      }

      if (!run || point.broken) runs.push(run = []);
      run.push(point);
    }

    return runs;
  }

  #chosen(points) {
    if (this.#back === null) return points.at(-1);
    const at = this.#now - this.#back * step;
    return points.reduce((best, point) => best && Math.abs(best.at - at) <= Math.abs(point.at - at) ? best : point, undefined);
  }

  #tell(point) {
    const back = point ? Math.max(0, (this.#now - point.at) / 1000) : 0;
    const when = !point ? "" : this.#back === null || back < 1 ? "now" : `${duration(Math.round(back)).replace(".0", "")} ago`;
    const mark = point && this.#back !== null && this.#marks.find(mark => Math.abs(mark.at - point.at) < 1500);
    const text = point ? `${when}: ${this.tell(point)}${mark ? `; evicted: ${mark.text}` : ""}` : "no numbers yet";
    setText(this.readout, text);
    // What a screen reader hears changes when one moves along, not every second.
    const value = this.#back === null ? "0" : String(-this.#back);
    if (this.svg.getAttribute("aria-valuenow") !== value || this.#back !== null || !this.svg.hasAttribute("aria-valuetext")) {
      this.svg.setAttribute("aria-valuenow", value);
      this.svg.setAttribute("aria-valuetext", text);
    }
  }

  #point(event) {
    const box = this.svg.getBoundingClientRect();
    const part = (event.clientX - box.left - margin.left) / (box.width - margin.left - margin.right);
    this.#moveTo(Math.round((1 - Math.min(1, Math.max(0, part))) * this.#window.span / step));
  }

  #key(event) {
    const moves = { ArrowLeft: 1, ArrowDown: 1, ArrowRight: -1, ArrowUp: -1, PageUp: -30, PageDown: 30 };
    const back = this.#back ?? 0;
    const next = event.key in moves ? back + moves[event.key] : event.key === "Home" ? this.#window.span / step : event.key === "End" ? 0 : event.key === "Escape" ? null : undefined;
    if (next === undefined) return;
    event.preventDefault();
    this.#moveTo(next === null ? null : Math.min(this.#window.span / step, Math.max(0, next)));
  }

  #moveTo(back) {
    if (back === this.#back) return;
    this.#back = back;
    this.#draw();
  }
}

/** Round values for an axis that begins at zero. */
export function roundTicks(most) {
  const rough = Math.max(most, 4) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough && Number.isInteger(candidate)) ?? Math.ceil(rough);
  return Array.from({ length: Math.ceil(Math.max(most, 4) / size) + 1 }, (_, i) => i * size);
}
