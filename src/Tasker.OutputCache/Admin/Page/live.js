import { address } from "./api.js";

const silence = 3500;
const longest = 8000;

/**
 * Listens to the server's events. The browser reconnects by itself while a connection ends in the ordinary way; where it
 * gives up (an answer that is no stream), or where a connection hangs, this does.
 */
export class Live {
  #source = null;
  #timer = 0;
  #delay = 1000;
  #heardAt = 0;
  #lastNews = null;

  constructor(onStats, onState) {
    this.onStats = onStats;
    this.onState = onState;
  }

  start() {
    this.#open();
    setInterval(() => this.#watch(), 500);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#watch(); });
  }

  #open() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#source?.close();
    this.#heardAt = performance.now();
    const source = this.#source = new EventSource(address("events"));
    source.addEventListener("stats", event => {
      if (source !== this.#source) return;
      this.#heardAt = performance.now();
      this.#lastNews = new Date();
      this.#delay = 1000;
      this.onState({ live: true });
      this.onStats(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.onState({ live: false, since: this.#lastNews });
      if (source.readyState === EventSource.CLOSED) this.#openLater();
    });
  }

  #openLater() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => this.#open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, longest);
  }

  #watch() {
    const quietFor = performance.now() - this.#heardAt;
    if (quietFor <= silence || this.#timer) return;
    this.onState({ live: false, since: this.#lastNews });
    if (quietFor > longest) this.#open();
  }
}
