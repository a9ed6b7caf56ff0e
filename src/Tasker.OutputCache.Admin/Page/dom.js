// Elements without markup in strings: what comes from keys, tags and URLs is text, always.

export const find = id => document.getElementById(id);

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : value);
  }

  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

// Leaves what is right already: a selection or a screen reader's place within it survives the next second.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Brings the rows of a table body up to date. A row keeps its element while its key is there, and with it the focus. */
export function updateRows(body, items, keyOf, create, update) {
  const held = body.held ??= new Map();
  const focused = document.activeElement;
  const wanted = new Set(items.map(keyOf));
  for (const [key, row] of held) {
    if (!wanted.has(key)) {
      row.element.remove();
      held.delete(key);
    }
  }

  items.forEach((item, place) => {
    const key = keyOf(item);
    let row = held.get(key);
    if (!row) held.set(key, row = create(item));
    if (body.children[place] !== row.element) body.insertBefore(row.element, body.children[place] ?? null);
    update(row, item);
  });

  if (focused !== document.activeElement && body.contains(focused)) focused.focus({ preventScroll: true });
}
