// Apollo Client 4 with its normalised cache and persisted queries: node apollo.js PARAMETERS
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import { generatePersistedQueryIdsFromManifest } from "@apollo/persisted-query-lists";
import { automatic, bearer, key, mutationInput, noting, operation, poorKey, print, read, sha256, untilRefused, url } from "./common.js";

let refusal;
function connect({ token, sent = [], persisted } = {}) {
  const fetch = async (...request) => {
    const response = await noting(sent)(...request);
    if (response.status === 429) refusal = { status: 429, retryAfter: response.headers.get("Retry-After") };
    return response;
  };
  const http = new HttpLink({ uri: url, fetch, headers: bearer(token) });
  const guidance = relayStylePagination(["locale", "fallback"]);
  const cache = new InMemoryCache({ typePolicies: { Query: { fields: { guidance } } } });
  return new ApolloClient({ link: persisted ? new PersistedQueryLink(persisted).concat(http) : http, cache });
}

const client = connect();
const plain = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
const list = (await plain.query({ query: gql(operation("ListQuery")) })).data.guidance.nodes;

const query = gql(operation("PageQuery"));
const pages = client.watchQuery({ query, variables: { first: 7 } });
pages.subscribe({});
let { pageInfo } = (await client.query({ query, variables: { first: 7 } })).data.guidance;
while (pageInfo.hasNextPage) {
  pageInfo = (await pages.fetchMore({ variables: { first: 7, after: pageInfo.endCursor } })).data.guidance.pageInfo;
}
// What the cache has merged.
const paged = client.readQuery({ query, variables: { first: 7 } }).guidance.edges.map(({ node }) => node.id);
const normalised = Object.keys(client.cache.extract()).filter((id) => id.startsWith("Guidance:")).length;

const inLocale = async (fallback) => {
  const variables = { locale: "cy", fallback };
  return (await plain.query({ query: gql(operation("LocaleQuery")), variables })).data.guidance.nodes;
};

async function send(text, options) {
  const sent = [];
  const { data } = await connect({ ...options, sent }).query({ query: gql(text) });
  return [...sent, data.guidance.nodes.length];
}
const learned = { persisted: { sha256, useGETForHashedQueries: true } };
const manifest = generatePersistedQueryIdsFromManifest({ loadManifest: () => JSON.parse(read("apollo.json")) });
const persisted = [
  await send(automatic, learned),
  await send(automatic, learned),
  await send(automatic, { ...learned, token: key }),
  await send(automatic, { ...learned, token: key }),
  await send(operation("ListQuery"), { persisted: { ...manifest, useGETForHashedQueries: true } }),
];

const sent = [];
const variables = { input: mutationInput() };
const mutation = gql(operation("RegisterMutation"));
const registered = (await connect({ token: key, sent, persisted: { sha256 } }).mutate({ mutation, variables })).data;

const failed = await plain.query({ query: gql(operation("ErrorQuery")), variables: { locale: "fr" }, errorPolicy: "all" });
const [{ extensions, path }] = failed.error.errors;

const poor = connect({ token: poorKey });
const limit = await untilRefused(async () => {
  const { error } = await poor.query({ query: gql(operation("ListQuery")), errorPolicy: "all", fetchPolicy: "network-only" });
  return error && { ...refusal, code: CombinedGraphQLErrors.is(error) && error.errors[0].extensions.code };
});

print({
  list,
  paged,
  normalised,
  none: await inLocale("NONE"),
  default: await inLocale("DEFAULT"),
  persisted,
  mutation: [...sent, registered.registerOperations],
  error: { code: extensions.code, path, data: failed.data },
  limit,
});
process.exit(0);
