// The examples in GraphiQL's history, where it keeps it: as favourites, which its twenty latest queries do not push out.

export interface Example {
  query: string;
  label: string;
}

const FAVOURITES = "graphiql:favorites";
const OFFERED = "hub:examples";

/** Put those examples into the history that were not put there before: one that was deleted stays away. */
export function offer(examples: Example[], storage: Storage): void {
  const known = read<string[]>(storage, OFFERED, []);
  const fresh = examples.filter((example) => !known.includes(example.query));
  if (fresh.length === 0) return;
  const { favorites } = read<{ favorites: object[] }>(storage, FAVOURITES, { favorites: [] });
  const added = fresh.map((example) => ({ ...example, favorite: true })).reverse(); // the newest stands on top
  storage.setItem(FAVOURITES, JSON.stringify({ favorites: [...favorites, ...added] }));
  storage.setItem(OFFERED, JSON.stringify(examples.map(({ query }) => query)));
}

function read<Kept>(storage: Storage, key: string, otherwise: Kept): Kept {
  const text = storage.getItem(key);
  return text === null ? otherwise : (JSON.parse(text) as Kept);
}
