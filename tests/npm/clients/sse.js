// graphql-sse's client with the subscription that keeps a copy in step, sent as a text and as a hash: node sse.js PARAMETERS
import { NetworkError, createClient } from "graphql-sse";
import { operation, print, sha256, streamUrl, url } from "./common.js";

const client = createClient({ url: streamUrl, retryAttempts: 0 });
const query = operation("ChangedSubscription");
const filter = { locale: { exact: "cy" } };

async function first(request) {
  for await (const result of client.iterate(request)) return result;
}

const SNAPSHOT = `query ($after: String, $filter: SyncFilter) {
  snapshot(first: 7, after: $after, filter: $filter) { ... on ContentSnapshot { nextPage cursor nodes { id } } }
}`;

async function readCopy(filter) {
  const ids = [];
  let cursor;
  for (let after = null; after !== undefined; ) {
    const body = JSON.stringify({ query: SNAPSHOT, variables: { after, filter } });
    const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const { snapshot } = (await answer.json()).data;
    ids.push(...snapshot.nodes.map(({ id }) => id));
    [after, cursor] = [snapshot.nextPage ?? undefined, snapshot.cursor];
  }
  return { ids, cursor };
}

const all = await readCopy({});
const welsh = await readCopy(filter);
const variables = { filter, after: welsh.cursor };
const events = [await first({ query, variables }), await first({ documentId: sha256(query), variables })];
const failed = await first({ query, variables: { filter: { locale: { exact: "fr" } } } });

// Streams that stay open, until the hub refuses another.
const refused = await new Promise((resolve) => {
  for (let opened = 0; opened < 5; opened++) {
    client.subscribe({ query, variables }, { next() {}, error: resolve, complete() {} });
  }
});
const { response } = refused instanceof NetworkError ? refused : {};

print({
  all: all.ids,
  welsh: welsh.ids,
  events: events.map(({ data }) => data.changes),
  error: { code: failed.errors[0].extensions.code, path: failed.errors[0].path },
  limit: { status: response.status, code: (await response.json()).errors[0].extensions.code },
});
process.exit(0);
