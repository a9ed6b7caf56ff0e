import { find, make, setText } from "./dom.js";
import { time } from "./format.js";

let announced = null;

/** Says whether all is well, or what is not, in the server's words. */
export function drawHealth({ problems, backend, shared }) {
  const section = find("health");
  const isWell = problems.length === 0;
  section.dataset.state = isWell ? "good" : "bad";
  const title = isWell ? shared ? `All is well: in touch with ${backend}` : "All is well" : problems.length === 1 ? "Something is wrong" : "Some things are wrong";
  setText(find("health-title"), title);
  const list = find("problems");
  while (list.children.length > problems.length) list.lastChild.remove();
  problems.forEach((problem, i) => setText(list.children[i] ?? list.appendChild(make("li")), problem));
  announce(isWell ? "well" : "wrong", isWell ? `${title}.` : problems.join(" "));
}

/** Says whether the numbers are of now. */
export function drawLink({ live, paused, since }) {
  const state = live ? paused ? "waiting" : "good" : "bad";
  const text = live ? paused ? "Paused" : "Live" : since ? `No news since ${time(since)}, trying again` : "No connection yet, trying again";
  find("link").dataset.state = state;
  setText(find("link-text"), text);
  if (!live) announce("lost", `${text}.`);
}

// Once when it changes; the seconds in the text are not worth an interruption.
function announce(state, text) {
  if (state === announced) return;
  if (announced !== null || state !== "well") setText(find("announcer"), text);
  announced = state;
}
