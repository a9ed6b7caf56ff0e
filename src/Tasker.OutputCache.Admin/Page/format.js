const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const count = value => whole.format(value);

export const compact = value => value < 10000 ? whole.format(value) : short.format(value);

export const percent = value => value === null ? "–" : `${value >= 99.95 || value === 0 ? Math.round(value) : value.toFixed(1)} %`;

export const rate = value => value === null ? "–" : value >= 100 ? compact(value) : value >= 10 ? value.toFixed(0) : value.toFixed(value === 0 ? 0 : 1);

export const time = date => clock.format(date);

export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

export function bytes(value) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }

  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
}

export function milliseconds(value) {
  if (value === null || value === undefined) return "–";
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : value >= 10 ? `${value.toFixed(0)} ms` : `${value.toFixed(1)} ms`;
}

/** A duration in the two units that matter. */
export function duration(seconds) {
  const text = abs => {
    if (abs < 10) return `${abs.toFixed(1)} s`;
    if (abs < 60) return `${Math.floor(abs)} s`;
    if (abs < 3600) return `${Math.floor(abs / 60)} min ${Math.floor(abs % 60)} s`;
    if (abs < 86400) return `${Math.floor(abs / 3600)} h ${Math.floor(abs % 3600 / 60)} min`;
    return `${Math.floor(abs / 86400)} d ${Math.floor(abs % 86400 / 3600)} h`;
  };
  return seconds < 0 ? `−${text(-seconds)}` : text(seconds);
}

export const ago = seconds => seconds < 1 ? "just now" : `${duration(Math.floor(seconds)).replace(".0 s", " s")} ago`;
