// The server counts since its start; what happened in a second is the difference between two of its messages.

export const span = 300_000;
const hitWindow = 5_000;
const rateWindow = 3_000;
const gap = 5_000;
const place = `tasker-cache-history:${location.pathname}`;

export class History {
  #samples = [];
  #origin = "";
  points = [];

  add(stats) {
    const origin = `${stats.status.node} ${stats.since}`;
    if (origin !== this.#origin) {
      this.#origin = origin;
      this.#samples = this.#restore();
      this.points = [];
      for (let i = 1; i < this.#samples.length; i++) this.points.push(this.#pointAt(i));
    }

    const at = Date.parse(stats.time);
    if (this.#samples.length > 0 && at <= this.#samples.at(-1).at) return;
    this.#samples.push({ at, requests: stats.requests, hits: stats.hits, bypasses: stats.bypasses, runs: stats.handlerRuns, saved: stats.savedSeconds });
    if (this.#samples.length > 1) this.points.push(this.#pointAt(this.#samples.length - 1));
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

  #difference(index, window) {
    const to = this.#samples[index];
    let first = index - 1;
    while (first > 0 && to.at - this.#samples[first].at < window - 500 && this.#samples[first].at - this.#samples[first - 1].at < gap) first--;
    const from = this.#samples[first];
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
    const at = this.#samples[index].at;
    const rates = this.#difference(index, rateWindow);
    return {
      at,
      // After a pause or a lost connection nobody knows how the difference was spread.
      broken: at - this.#samples[index - 1].at > gap,
      hitRate: this.#difference(index, hitWindow).hitRate,
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
