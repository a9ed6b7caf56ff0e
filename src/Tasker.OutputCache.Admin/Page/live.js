import { address } from "./api.js";

const silence = 2500;
const shortest = 500;
const longest = 8000;

/**
 * Listens to the server's events, and comes back by itself: when the server ends the stream, when it can't be reached, when
 * the answer is none (where a browser gives up), and when the connection hangs.
 */
export class Live {
  #source = null;
  #timer = 0;
  #delay = shortest;
  #openedAt = 0;
  #heardAt = performance.now();
  #lastNews = null;

  constructor(onStats, onState) {
    this.onStats = onStats;
    this.onState = onState;
  }

  start() {
    this.#open();
    setInterval(() => this.#watch(), 500);
  }

  #open() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#source?.close();
    this.#openedAt = performance.now();
    const source = this.#source = new EventSource(address("events"));
    source.addEventListener("stats", event => {
      this.#heardAt = performance.now();
      this.#lastNews = new Date();
      this.#delay = shortest;
      this.onState({ live: true });
      this.onStats(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      source.close();
      if (source === this.#source) this.#openLater();
    });
  }

  #openLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, longest);
  }

  // A stream that ends and begins again at once is nothing to talk about.
  #watch() {
    const now = performance.now();
    if (now - this.#heardAt > silence) this.onState({ live: false, since: this.#lastNews });
    if (now - Math.max(this.#heardAt, this.#openedAt) > longest && !this.#timer) this.#open();
  }
}
