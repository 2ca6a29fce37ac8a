// Examples in GraphiQL's history, stored as favourites, so that newer queries do not push them out.

export interface Example {
  slug: string;
  query: string;
  label: string;
}

const FAVOURITES = "graphiql:favorites";
const OFFERED = "hub:examples";

/** Add the examples that were never added before to the history: a deleted one does not return. */
export function offer(examples: Example[], storage: Storage): void {
  const known = read<string[]>(storage, OFFERED, []);
  const fresh = examples.filter((example) => !known.includes(example.query));
  if (fresh.length === 0) return;
  const { favorites } = read<{ favorites: object[] }>(storage, FAVOURITES, { favorites: [] });
  const added = fresh.map(({ query, label }) => ({ query, label, favorite: true })).reverse(); // the newest is on top
  storage.setItem(FAVOURITES, JSON.stringify({ favorites: [...favorites, ...added] }));
  storage.setItem(OFFERED, JSON.stringify(examples.map(({ query }) => query)));
}

function read<Kept>(storage: Storage, key: string, otherwise: Kept): Kept {
  const text = storage.getItem(key);
  return text === null ? otherwise : (JSON.parse(text) as Kept);
}
