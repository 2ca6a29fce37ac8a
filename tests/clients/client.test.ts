// The TypeScript client as a partner installs it, against a running hub. Run by test_typescript.py.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { Copy, Hub, HubError, MemoryStore, type TypedOperation } from "stepchange-hub-client";
import { GuidanceDocument } from "./made/graphql.ts";

interface Given {
  url: string;
  streamUrl: string;
  key: string;
  python: string;
  root: string;
  environment: Record<string, string>;
  withdraw: string;
  register: string;
  manifest: string;
}

interface Item {
  id: string;
  title: string;
  expiresAt: string | null;
}

interface Registered {
  registerOperations: { __typename: string };
}

const given = JSON.parse(process.env["HUB_GIVEN"] ?? "{}") as Given;
const FIELDS = "id title expiresAt";

function manage(...args: string[]): void {
  execFileSync(given.python, ["manage.py", ...args], { cwd: given.root, env: given.environment, stdio: "pipe" });
}

const publish = (): void => manage("load_bulk", "--items", "1");
const withdraw = (id: string): void => manage("shell", "-v0", "-c", given.withdraw.replace("{id}", id));

/** A client that notes the status and path of each response. */
function noting(options: { key?: string } = {}): { hub: Hub; seen: [number, string][] } {
  const seen: [number, string][] = [];
  const note: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    seen.push([response.status, new URL(response.url).pathname]);
    return response;
  };
  return { hub: new Hub(given.url, { streamUrl: given.streamUrl, fetch: note, ...options }), seen };
}

test("a generated query is answered with its types, and then revalidated", async () => {
  const operation: TypedOperation<{ guidance: { nodes: { title: string }[] } | null }, { first: number }> = {
    toString: () => GuidanceDocument.toString(),
  };
  const { hub, seen } = noting();
  const first = await hub.query(operation, { first: 3 });
  assert.equal(first.guidance?.nodes.length, 3);
  assert.deepEqual(await hub.query(operation, { first: 3 }), first);
  assert.deepEqual(seen.map(([status]) => status), [200, 304]);
});

test("a generated operation is requested by its hash, by its text until it is registered", async () => {
  const { hub, seen } = noting();
  const data = await hub.query(GuidanceDocument, { first: 2 });
  const titles: string[] | undefined = data.guidance?.nodes.map((node) => node.title);
  assert.equal(titles?.length, 2);
  manage("operations", "register", given.manifest, "--partner", "harbour-trust");
  await hub.query(GuidanceDocument, { first: 1 });
  assert.deepEqual(seen.map(([status]) => status), [404, 200, 200]);
});

test("an invalid query is an error with its code", async () => {
  await assert.rejects(noting().hub.query("{ guidance(first: 1) { nodes { author } } }"), (error: unknown) => {
    assert(error instanceof HubError);
    assert.deepEqual([error.status, error.code], [400, "INVALID"]);
    return true;
  });
});

test("the rest of an answer is there when a field failed", async () => {
  const operation = '{ revision content(by: {id: "no-id"}) { title } }';
  const { data, errors } = await noting().hub.execute<{ revision: string; content: null }>(operation);
  assert(data.revision);
  assert.equal(data.content, null);
  assert.deepEqual(errors?.[0]?.path, ["content"]);
});

test("it waits as long as the hub says when the budget is used up", async () => {
  const { hub, seen } = noting({ key: given.key });
  while (seen.every(([status]) => status !== 429)) {
    assert(seen.length < 50);
    await hub.query("query ($first: Int!) { guidance(first: $first) { nodes { title } } }", { first: 40 + seen.length });
  }
  assert.equal(seen.at(-1)?.[0], 200);
});

test("it gives up when no one answers, and when its signal is aborted", async () => {
  await assert.rejects(new Hub("http://127.0.0.1:1", { retries: 0 }).query("{ revision }"), { code: "NO_RESPONSE" });
  const signal = AbortSignal.abort();
  await assert.rejects(noting().hub.query("{ revision }", {}, { signal }), { name: "AbortError" });
});

test("a mutation is done once for its idempotency key", async () => {
  const { hub } = noting({ key: given.key });
  const input = { texts: ["query TypeScript { revision }"] };
  const [first, second] = [
    await hub.mutate(given.register, { input }, { idempotencyKey: "typescript-1" }),
    await hub.mutate(given.register, { input }, { idempotencyKey: "typescript-1" }),
  ];
  assert.deepEqual(first, second);
  const wrong = await hub.mutate<Registered>(given.register, { input: { texts: ["query { nothing }"] } });
  assert.equal(wrong.registerOperations.__typename, "ValidationErrors");
});

test("a copy follows what is published and withdrawn", async () => {
  const store = new MemoryStore<Item>();
  const copy = new Copy(noting().hub, store, { fields: FIELDS, filter: { kind: { exact: "GUIDANCE" } } });
  await copy.update();
  const before = new Set(store.all().map(({ id }) => id));
  publish();
  await copy.update();
  const [added] = store.all().filter(({ id }) => !before.has(id));
  assert(added);
  withdraw(added.id);
  await copy.update();
  assert.deepEqual(new Set(store.all().map(({ id }) => id)), before);
});

test("a copy with another filter starts again", async () => {
  const store = new MemoryStore<Item>();
  await new Copy(noting().hub, store, { fields: FIELDS, filter: { kind: { exact: "GUIDANCE" } } }).update();
  await new Copy(noting().hub, store, { fields: FIELDS, filter: { kind: { exact: "TOPIC" } } }).update();
  assert.equal(store.all().length, 8);
});

test("a copy hears of a publication as it happens", async () => {
  const store = new MemoryStore<Item>();
  const controller = new AbortController();
  const sizes: number[] = [];
  const onUpdate = (): void => {
    sizes.push(store.all().length);
    if (sizes.length === 2) publish(); // the first is the snapshot, the second the start of the stream
    if (sizes.length === 3) controller.abort();
  };
  await new Copy(noting().hub, store, { fields: FIELDS }).follow({ signal: controller.signal, onUpdate });
  assert.equal(sizes[2], (sizes[0] ?? 0) + 1);
});
