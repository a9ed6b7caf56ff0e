import { ask } from "./api.js";
import { find, make } from "./dom.js";
import { describeParameters } from "./entries.js";
import { badge } from "./panels.js";

export function startExplain() {
  find("explain-form").addEventListener("submit", async event => {
    event.preventDefault();
    const { url, me } = event.target.elements;
    const output = find("explanation");
    try {
      const parameters = new URLSearchParams({ url: url.value.trim() });
      if (me.checked) parameters.set("as", "me");
      output.replaceChildren(...describe(await ask(`explain?${parameters}`)));
    } catch (error) {
      output.replaceChildren(make("p", { class: "bad" }, error.message));
    }
  });
}

function describe({ outcome, decision, steps, key, tags, parameters }) {
  // The last step is the decision, which stands above.
  const found = steps.filter(step => step.name !== "decision");
  const isLost = steps.some(step => !step.ok);
  const parts = [
    make("p", { class: "decision" }, badge(outcome, isLost ? "bad" : "good"), decision),
    make("ol", { class: "steps" }, found.map(step => make("li", { class: step.ok ? undefined : "no" },
      make("i", { role: "img", "aria-label": step.ok ? "passed:" : "stopped here:" }, step.ok ? "✓" : "✗"), make("b", {}, step.name), make("span", { class: step.name === "key" ? "key" : undefined }, step.text, step.name === "key" ? describeParameters(parameters) : null)))),
  ];
  if (tags?.length) {
    parts.push(make("details", {}, make("summary", {}, `The ${tags.length} tags that evict ${key}`), make("ul", {}, tags.map(tag => make("li", { class: "key" }, tag)))));
  }

  return parts;
}
