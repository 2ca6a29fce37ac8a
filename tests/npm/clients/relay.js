// Relay's runtime with the artefacts of its compiler, whose requests have only hashes: node relay.js PARAMETERS
import { createRequire } from "node:module";
import { join } from "node:path";
import relay from "relay-runtime";
import { bearer, folder, key, mutationInput, noting, poorKey, print, untilRefused, url } from "./common.js";

const { Environment, Network, RecordSource, Store, commitMutation, fetchQuery } = relay;
const artefact = (name) => createRequire(import.meta.url)(join(folder, "relay", "__generated__", `App${name}.graphql.js`));

function connect({ token, sent = [] } = {}) {
  const network = Network.create(async ({ id }, variables) => {
    const body = JSON.stringify({ doc_id: id, variables });
    const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json", ...bearer(token) };
    const response = await noting(sent)(url, { method: "POST", headers, body });
    const { status } = response;
    const result = await response.json();
    if (status !== 200) throw Object.assign(new Error(), { status, retryAfter: response.headers.get("Retry-After"), ...result });
    // Relay drops a response with errors and without data, so an app handles errors here.
    if (result.errors) errors.push(result);
    return result;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}
const errors = [];

const environment = connect();
const query = (name, variables = {}, from = environment) => fetchQuery(from, artefact(name), variables).toPromise();

const { nodes: list } = (await query("ListQuery")).guidance;
const paged = [];
for (let after = null, more = true; more; ) {
  const { edges, pageInfo } = (await query("PageQuery", { first: 7, after })).guidance;
  paged.push(...edges.map(({ node }) => node.id));
  [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
}
const normalised = paged.filter((id) => environment.getStore().getSource().has(id)).length;
const inLocale = async (fallback) => (await query("LocaleQuery", { locale: "cy", fallback })).guidance.nodes;

const sent = [];
await query("ListQuery", {}, connect({ sent }));
const persisted = [[...sent, list.length]];

const mutationSent = [];
const registered = await new Promise((onCompleted, onError) => {
  const variables = { input: mutationInput() };
  const mutation = artefact("RegisterMutation");
  commitMutation(connect({ token: key, sent: mutationSent }), { mutation, variables, onCompleted, onError });
});

const data = await query("ErrorQuery", { locale: "fr" });
const [{ extensions, path }] = errors.at(-1).errors;

const poor = connect({ token: poorKey });
const limit = await untilRefused(() =>
  query("ListQuery", {}, poor).then(
    () => null,
    ({ status, retryAfter, errors: [error] }) => ({ status, retryAfter, code: error.extensions.code }),
  ),
);

print({
  list,
  paged,
  normalised,
  none: await inLocale("NONE"),
  default: await inLocale("DEFAULT"),
  persisted,
  mutation: [...mutationSent, registered.registerOperations],
  error: { code: extensions.code, path, data },
  limit,
});
