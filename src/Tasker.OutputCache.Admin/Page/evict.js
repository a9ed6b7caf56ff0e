import { ask } from "./api.js";
import { find } from "./dom.js";
import { plural } from "./format.js";

const undoable = "This can’t be undone: what is evicted has to be computed again, on every node.";

/**
 * Asks, and evicts if the answer is yes.
 * @param subject what goes, as text.
 * @param send evicts: gets the mode, returns the API's answer.
 * @param options modes: whether soft is possible; warning: what to know before one says yes; preview: the body of a dry run, which counts what would go.
 * @returns what became of it as a sentence; null if it was cancelled.
 */
export async function confirmEviction(title, subject, send, { modes = true, warning = undoable, preview = null } = {}) {
  const dialog = find("confirm");
  find("confirm-title").textContent = title;
  find("confirm-subject").textContent = subject;
  find("confirm-mode").hidden = !modes;
  find("confirm-text").textContent = warning;
  find("confirm-yes").textContent = warning === undoable ? "Evict" : "Remove";
  dialog.querySelector("input[value=hard]").checked = true;
  dialog.returnValue = "cancel";
  dialog.showModal();
  count(preview);
  find("confirm-no").focus();
  await new Promise(resolve => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "evict") return null;
  const mode = modes ? dialog.querySelector("input[name=mode]:checked").value : "hard";
  const { result, removed, note, reason } = await send(mode);
  if (result === "removed") return `${removed === null ? "" : `${plural(removed, "entry", "entries")} found. `}${note}`;
  if (result === "refused") return `Refused. ${reason ?? "The log says why."} What was not refused is evicted.`;
  return result === "confirmed"
    ? "Evicted, on every node."
    : "Evicted on this node. The shared log can’t be reached: the eviction waits in the journal for the other nodes.";
}

// The dialog is open at once: what takes longer to be counted can be confirmed without the number.
async function count(preview) {
  const place = find("confirm-count");
  counted = preview;
  place.textContent = "";
  if (!preview) return;
  let text;
  try {
    const { entries, note, reason } = await ask("evictions", { method: "POST", body: { ...preview, dryRun: true } });
    text = `It takes ${plural(entries, "entry", "entries")}. ${note}${reason ? ` Refused would be: ${reason}` : ""}`;
  } catch (error) {
    text = `What it takes could not be counted: ${error.message}`;
  }

  if (counted === preview) place.textContent = text;
}

let counted = null;

export const evictTags = (tags, mode) => ask("evictions", { method: "POST", body: { tags, mode } });

export const evictKey = key => ask(`entries?${new URLSearchParams({ key })}`, { method: "DELETE" });

export function startEvict() {
  const form = find("evict-form");
  const answer = find("evict-answer");
  const chosen = () => form.elements.what.value;
  const show = () => form.querySelectorAll("[data-what]").forEach(part => part.hidden = part.dataset.what !== chosen());
  form.querySelector("[data-partitions-only]").hidden = form.dataset.partitions !== "seen";
  form.addEventListener("change", show);
  show();

  form.addEventListener("submit", async event => {
    event.preventDefault();
    answer.className = "";
    answer.textContent = "";
    try {
      const { title, subject, send, ...options } = read(chosen(), form.elements);
      answer.textContent = await confirmEviction(title, subject, send, options) ?? "Cancelled: nothing was evicted.";
    } catch (error) {
      answer.className = "bad";
      answer.textContent = error.message;
    }
  });
}

const lines = text => text.split("\n").map(line => line.trim()).filter(line => line.length > 0);

function read(what, { resource, dimensions, tenant, user, tags, key, pattern }) {
  const post = body => mode => ask("evictions", { method: "POST", body: { ...body, mode } });
  switch (what) {
    case "resource": {
      const name = resource.value.trim();
      if (!name) throw new Error("Name a resource.");
      const pairs = lines(dimensions.value).map(line => {
        const equals = line.indexOf("=");
        if (equals < 1) throw new Error(`“${line}” is no dimension: write name=value.`);
        return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
      });
      const owners = Object.fromEntries([["tenant", tenant], ["user", user]].map(([whose, input]) => [whose, input.value.trim()]).filter(([, id]) => id));
      const subject = [name, ...pairs.map(pair => pair.join("=")), ...Object.entries(owners).map(([whose, id]) => `${whose} ${id}`)].join("\n");
      const body = { resource: name, dimensions: Object.fromEntries(pairs), ...owners };
      return { title: "Evict responses of a resource?", subject, send: post(body), preview: body };
    }
    case "tags": {
      const named = lines(tags.value);
      if (named.length === 0) throw new Error("Name a tag.");
      return { title: named.length === 1 ? "Evict what carries this tag?" : "Evict what carries one of these tags?", subject: named.join("\n"), send: post({ tags: named }), preview: { tags: named } };
    }
    case "key": {
      const name = key.value.trim();
      if (!name) throw new Error("Name a key.");
      return { title: "Evict this entry?", subject: name, send: () => evictKey(name), modes: false };
    }
    case "pattern": {
      const text = pattern.value.trim();
      if (!text) throw new Error("Give a pattern of keys.");
      return {
        title: "Remove what matches?", subject: text, modes: false, preview: { pattern: text },
        warning: "This can’t be undone. It is no eviction: other processes keep their copies.",
        send: () => ask("evictions", { method: "POST", body: { pattern: text } }),
      };
    }
    default:
      return { title: "Evict everything?", subject: "every response of every resource", send: post({ everything: true }), preview: { everything: true } };
  }
}
