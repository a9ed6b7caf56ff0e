// The page's files lie in a folder under the API, wherever the host has mapped it.
const root = new URL("..", import.meta.url);

export const address = path => new URL(path, root).href;

/** Asks the API. Every write is JSON, which no form of another site can send; the browser adds where it comes from. */
export async function ask(path, { method = "GET", body } = {}) {
  const response = await fetch(address(path), {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    credentials: "same-origin",
    redirect: "error",
  });
  const text = await response.text();
  let answer = null;
  try {
    answer = text.length > 0 ? JSON.parse(text) : null;
  } catch {
    throw new Error(`The answer (${response.status}) is none of this API's.`);
  }

  if (!response.ok) throw new Error(answer?.error ?? `The API answered ${response.status}: perhaps you are no longer signed in.`);
  return answer;
}
