// What the server calls the outcomes of a request, in the groups that one tells apart at a glance.

export const groups = [
  { name: "from this process’s memory", color: "near", has: ["near-hit"] },
  { name: "from the shared tier", color: "far", has: ["far-hit"] },
  { name: "waited for another’s answer", color: "collapsed", has: ["collapsed"] },
  { name: "stale, recomputed in the background", color: "stale", has: ["stale", "stale-on-error"] },
  { name: "computed", color: "miss", has: null },
  { name: "bypassed the cache", color: "bypass", has: [] },
];

const computed = groups.find(group => group.has === null);
const bypass = groups.at(-1);

function groupOf(outcome) {
  return outcome.startsWith("bypass-") ? bypass : groups.find(group => group.has?.includes(outcome)) ?? computed;
}

/** Sums outcomes by group, in the groups' order, with the outcomes that they are made of. */
export function mix(outcomes) {
  const sums = new Map(groups.map(group => [group, { group, count: 0, names: [] }]));
  for (const [outcome, count] of Object.entries(outcomes)) {
    const sum = sums.get(groupOf(outcome));
    sum.count += count;
    if (count > 0) sum.names.push(`${outcome} ${count.toLocaleString("en")}`);
  }

  return [...sums.values()].filter(sum => sum.count > 0);
}
