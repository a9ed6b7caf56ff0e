// The server counts since its start; what happened in a second is the difference between two of its messages.

export const span = 300_000;
const hitWindow = 5_000;
const rateWindow = 3_000;
// The process itself notes how it is every ten seconds.
const gap = 15_000;
export const hour = 3_600_000;
const place = `tasker-cache-history:${location.pathname}`;

export class History {
  #samples = [];
  #origin = "";
  #noted = null;
  points = [];
  long = [];

  /** Takes what the process has noted, for the time before the page was opened. */
  seed({ node, since, samples }) {
    const origin = `${node} ${since}`;
    this.#noted = { origin, samples: samples.map(sample => ({ at: Date.parse(sample.time), requests: sample.requests, hits: sample.hits, bypasses: sample.bypasses, runs: sample.handlerRuns })) };
    this.long = this.#noted.samples.slice(1).map((_, i) => this.#pointOf(this.#noted.samples, i + 1));
    if (origin === this.#origin) this.#prepend();
  }

  // Older than all that this page has heard, and young enough for the chart.
  #prepend() {
    if (this.#noted?.origin !== this.#origin) return;
    const first = this.#samples[0]?.at ?? Infinity;
    const last = this.#samples.at(-1)?.at ?? 0;
    const older = this.#noted.samples.filter(sample => sample.at < first - 1000 && sample.at >= last - span);
    if (older.length === 0) return;
    this.#samples.unshift(...older);
    this.points = this.#samples.slice(1).map((_, i) => this.#pointAt(i + 1));
  }

  add(stats) {
    const origin = `${stats.status.node} ${stats.since}`;
    if (origin !== this.#origin) {
      this.#origin = origin;
      this.#samples = this.#restore();
      this.points = [];
      for (let i = 1; i < this.#samples.length; i++) this.points.push(this.#pointAt(i));
      // A page that is loaded again has samples, and may have heard of the time before them already.
      if (this.#samples.length > 0) this.#prepend();
    }

    const at = Date.parse(stats.time);
    if (this.#samples.length > 0 && at <= this.#samples.at(-1).at) return;
    this.#samples.push({ at, requests: stats.requests, hits: stats.hits, bypasses: stats.bypasses, runs: stats.handlerRuns, saved: stats.savedSeconds });
    if (this.#samples.length > 1) this.points.push(this.#pointAt(this.#samples.length - 1));
    if (this.#samples.length === 1) this.#prepend();
    const oldest = at - span - rateWindow;
    while (this.#samples[0].at < oldest) this.#samples.shift();
    while (this.points.length > 0 && this.points[0].at < oldest) this.points.shift();
  }

  /** What happened in the last so many milliseconds: null where that can't be told yet. */
  since(window) {
    return this.#samples.length < 2 ? null : this.#difference(this.#samples.length - 1, window);
  }

  get length() {
    return this.#samples.length < 2 ? 0 : this.#samples.at(-1).at - this.#samples[0].at;
  }

  #difference(index, window, samples = this.#samples) {
    const to = samples[index];
    let first = index - 1;
    while (first > 0 && to.at - samples[first].at < window - 500 && samples[first].at - samples[first - 1].at < gap) first--;
    const from = samples[first];
    const asked = to.requests - to.bypasses - from.requests + from.bypasses;
    const hits = to.hits - from.hits;
    return {
      seconds: (to.at - from.at) / 1000,
      requests: to.requests - from.requests,
      hits,
      misses: Math.max(0, asked - hits),
      bypasses: to.bypasses - from.bypasses,
      runs: to.runs - from.runs,
      saved: to.saved - from.saved,
      hitRate: asked > 0 ? 100 * hits / asked : null,
    };
  }

  #pointAt(index) {
    return this.#pointOf(this.#samples, index);
  }

  #pointOf(samples, index) {
    const at = samples[index].at;
    const rates = this.#difference(index, rateWindow, samples);
    return {
      at,
      // After a pause or a lost connection it is unknown how the difference was spread.
      broken: at - samples[index - 1].at > gap,
      hitRate: this.#difference(index, hitWindow, samples).hitRate,
      hits: rates.hits / rates.seconds,
      misses: rates.misses / rates.seconds,
      bypasses: rates.bypasses / rates.seconds,
    };
  }

  /** Keeps it for the next load of the page in this tab. */
  save() {
    sessionStorage.setItem(place, JSON.stringify({ origin: this.#origin, samples: this.#samples }));
  }

  #restore() {
    try {
      const saved = JSON.parse(sessionStorage.getItem(place));
      return saved?.origin === this.#origin ? saved.samples : [];
    } catch {
      return [];
    }
  }
}
