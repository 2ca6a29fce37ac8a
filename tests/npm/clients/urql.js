// urql with its cache and persisted queries: node urql.js PARAMETERS
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { automatic, bearer, key, mutationInput, noting, operation, poorKey, print, untilRefused, url } from "./common.js";

function connect({ token, sent = [], persisted } = {}) {
  const exchanges = [cacheExchange, ...(persisted ? [persistedExchange(persisted)] : []), fetchExchange];
  const preferGetMethod = false;
  return new Client({ url, exchanges, preferGetMethod, fetch: noting(sent), fetchOptions: { headers: bearer(token) } });
}

const client = connect();
const list = (await client.query(operation("ListQuery"), {})).data.guidance.nodes;

const paged = [];
for (let after = null, more = true; more; ) {
  const { edges, pageInfo } = (await client.query(operation("PageQuery"), { first: 7, after })).data.guidance;
  paged.push(...edges.map(({ node }) => node.id));
  [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
}

const inLocale = async (fallback) =>
  (await client.query(operation("LocaleQuery"), { locale: "cy", fallback })).data.guidance.nodes;

async function send(token) {
  const sent = [];
  const persisted = { preferGetForPersistedQueries: true };
  const { data } = await connect({ token, sent, persisted }).query(automatic, {});
  return [...sent, data.guidance.nodes.length];
}
const persisted = [await send(), await send(), await send(key), await send(key)];

const sent = [];
const mutating = connect({ token: key, sent, persisted: { enableForMutation: true } });
const registered = (await mutating.mutation(operation("RegisterMutation"), { input: mutationInput() })).data;

const failed = await client.query(operation("ErrorQuery"), { locale: "fr" });
const [{ extensions, path }] = failed.error.graphQLErrors;

const poor = connect({ token: poorKey });
const limit = await untilRefused(async () => {
  const { error } = await poor.query(operation("ListQuery"), {}, { requestPolicy: "network-only" });
  if (!error) return null;
  const { response, graphQLErrors } = error;
  return { status: response.status, retryAfter: response.headers.get("Retry-After"), code: graphQLErrors[0].extensions.code };
});

print({
  list,
  paged,
  none: await inLocale("NONE"),
  default: await inLocale("DEFAULT"),
  persisted,
  mutation: [...sent, registered.registerOperations],
  error: { code: extensions.code, path, data: failed.data },
  limit,
});
