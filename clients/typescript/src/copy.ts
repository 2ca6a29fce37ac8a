import { HubError } from "./errors.ts";
import { type Hub, pause, type RequestOptions } from "./hub.ts";

/** What changed in a copy. */
export interface Update<Item> {
  stored: Item[];
  /** Ids of items that you may no longer keep, with the reason. */
  deleted: { id: string; reason: string; movedTo: string | null }[];
}

/** Where a copy is kept. Each method must take effect completely or not at all, for example in one transaction. */
export interface Store<Item> {
  /** The cursor that was stored last; null if there is no copy. */
  cursor(): Promise<string | null>;
  /** Replace everything with these pages, and store the cursor after the last one. Until then the old copy counts. */
  replace(pages: AsyncIterable<Item[]>, cursor: () => string): Promise<void>;
  /** Store and delete items, and store the cursor. Deleting an item that does not exist is not an error. */
  apply(update: Update<Item>, cursor: string): Promise<void>;
}

export interface CopyOptions {
  /** The fields to keep of each item, as in a selection of `Content`; must include `id`. */
  fields: string;
  /** Only items that match this filter (the input type `SyncFilter`). */
  filter?: Record<string, unknown>;
  /** Milliseconds between two polls when the hub's event streams are not available; 30,000 by default. */
  pollEvery?: number;
}

type Slice<Item> =
  | { __typename: "ContentSnapshot"; nodes: Item[]; nextPage: string | null; cursor: string }
  | { __typename: "ContentChanges"; nodes: Changed<Item>[]; cursor: string; hasNextPage: boolean }
  | { __typename: "ResyncRequired"; reason: string };

interface Changed<Item> {
  id: string;
  content: Item | null;
  tombstone: { reason: string; movedTo: string | null } | null;
}

class ResyncRequired extends Error {}

const BUSY = new Set(["STREAMS_FULL", "TOO_MANY_STREAMS"]);

/** A copy of the hub's content that is kept up to date. `Item` is the type of the selected fields. */
export class Copy<Item extends { id: string }> {
  readonly #hub: Hub;
  readonly #store: Store<Item>;
  readonly #options: CopyOptions;

  constructor(hub: Hub, store: Store<Item>, options: CopyOptions) {
    this.#hub = hub;
    this.#store = store;
    this.#options = options;
  }

  /** Load a snapshot if there is no copy, otherwise everything that changed. */
  async update(options: RequestOptions = {}): Promise<void> {
    const cursor = await this.#store.cursor();
    try {
      if (cursor !== null) return await this.#catchUp(cursor, options);
    } catch (error) {
      if (!(error instanceof ResyncRequired)) throw error;
    }
    await this.#load(options);
  }

  /** Update, and stay up to date until the signal is aborted: by the event stream, or by polling if that is busy. */
  async follow({ signal, onUpdate }: RequestOptions & { onUpdate?: () => void } = {}): Promise<void> {
    const options = signal ? { signal } : {};
    while (!signal?.aborted) {
      try {
        await this.update(options);
        onUpdate?.();
        await this.#stream(options, onUpdate);
      } catch (error) {
        if (signal?.aborted) return;
        if (!(error instanceof ResyncRequired || (error instanceof HubError && error.isTemporary))) throw error;
        const busy = error instanceof HubError && BUSY.has(error.code);
        await pause(busy ? (this.#options.pollEvery ?? 30_000) : 500 + Math.random() * 1500, signal).catch(() => {});
      }
    }
  }

  async #load(options: RequestOptions): Promise<void> {
    let cursor = "";
    const pages = this.#pages((value) => (cursor = value), options);
    await this.#store.replace(pages, () => cursor);
  }

  async *#pages(report: (cursor: string) => void, options: RequestOptions): AsyncGenerator<Item[]> {
    let after: string | null = null;
    do {
      const slice: Slice<Item> = await this.#ask("snapshot", SNAPSHOT, after, options);
      if (slice.__typename !== "ContentSnapshot") throw new ResyncRequired();
      report(slice.cursor);
      yield slice.nodes;
      after = slice.nextPage;
    } while (after !== null);
  }

  async #catchUp(start: string, options: RequestOptions): Promise<void> {
    for (let cursor = start, more = true; more; ) {
      const slice = await this.#ask("changes", CHANGES, cursor, options);
      ({ cursor, more } = await this.#apply(slice));
    }
  }

  async #stream(options: RequestOptions, onUpdate?: () => void): Promise<void> {
    const operation = `subscription ($after: String, $filter: SyncFilter) { changes(after: $after, filter: $filter) { ${this.#selection(CHANGES)} } }`;
    const variables = { after: await this.#store.cursor(), filter: this.#options.filter };
    for await (const { data, errors } of this.#hub.subscribe<{ changes: Slice<Item> }>(operation, variables, options)) {
      if (errors) throw new HubError(200, errors);
      await this.#apply(data.changes);
      onUpdate?.();
    }
  }

  async #apply(slice: Slice<Item>): Promise<{ cursor: string; more: boolean }> {
    if (slice.__typename !== "ContentChanges") throw new ResyncRequired();
    const { nodes, cursor, hasNextPage } = slice;
    const stored = nodes.flatMap(({ content }) => content ?? []);
    const deleted = nodes.flatMap(({ id, tombstone }) => (tombstone ? { id, ...tombstone } : []));
    await this.#store.apply({ stored, deleted }, cursor);
    return { cursor, more: hasNextPage };
  }

  async #ask(field: "snapshot" | "changes", selection: string, after: string | null, options: RequestOptions): Promise<Slice<Item>> {
    const operation = `query ($after: String, $filter: SyncFilter) { ${field}(first: 100, after: $after, filter: $filter) { ${this.#selection(selection)} } }`;
    const variables = { after, filter: this.#options.filter };
    const data = await this.#hub.query<Record<string, Slice<Item>>>(operation, variables, options);
    return data[field]!;
  }

  #selection(selection: string): string {
    return `__typename ${selection.replace("FIELDS", this.#options.fields)} ... on ResyncRequired { reason }`;
  }
}

const SNAPSHOT = "... on ContentSnapshot { nodes { FIELDS } nextPage cursor }";
const CHANGES = "... on ContentChanges { nodes { id content { FIELDS } tombstone { reason movedTo } } cursor hasNextPage }";

/** A copy in memory. Items that have expired are not returned: an offline client must check that itself. */
export class MemoryStore<Item extends { id: string; expiresAt?: string | null }> implements Store<Item> {
  #items = new Map<string, Item>();
  #cursor: string | null = null;

  async cursor(): Promise<string | null> {
    return this.#cursor;
  }

  async replace(pages: AsyncIterable<Item[]>, cursor: () => string): Promise<void> {
    const items = new Map<string, Item>();
    for await (const page of pages) for (const item of page) items.set(item.id, item);
    this.#items = items;
    this.#cursor = cursor();
  }

  async apply({ stored, deleted }: Update<Item>, cursor: string): Promise<void> {
    for (const { id } of deleted) this.#items.delete(id);
    for (const item of stored) this.#items.set(item.id, item);
    this.#cursor = cursor;
  }

  get(id: string): Item | undefined {
    const item = this.#items.get(id);
    return item && isValid(item) ? item : undefined;
  }

  all(): Item[] {
    return [...this.#items.values()].filter(isValid);
  }
}

function isValid({ expiresAt }: { expiresAt?: string | null }): boolean {
  return !expiresAt || Date.parse(expiresAt) > Date.now();
}
