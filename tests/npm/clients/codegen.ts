// A typed client as graphql-codegen's client preset makes it, which sends only hashes: node codegen.ts PARAMETERS
// @ts-expect-error: it is JavaScript
import { bearer, key, mutationInput, noting, poorKey, print, untilRefused, url } from "./common.js";
import {
  AppErrorQueryDocument,
  AppListQueryDocument,
  AppLocaleQueryDocument,
  AppPageQueryDocument,
  AppRegisterMutationDocument,
  type LocaleFallback,
  type TypedDocumentString,
} from "./codegen/graphql.ts";

type GraphQLError = { message: string; path?: string[]; extensions: { code: string } };
type Answer<Data> = { data: Data; errors?: GraphQLError[]; status: number; retryAfter: string | null };

async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { token, sent = [] }: { token?: string; sent?: string[] } = {},
): Promise<Answer<Data>> {
  const body = JSON.stringify({ documentId: document.__meta__?.["hash"], variables });
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json", ...bearer(token) };
  const response: Response = await noting(sent)(url, { method: "POST", headers, body });
  const retryAfter = response.headers.get("Retry-After");
  return { ...((await response.json()) as { data: Data }), status: response.status, retryAfter };
}

const sent: string[] = [];
const list = (await ask(AppListQueryDocument, {}, { sent })).data.guidance?.nodes ?? [];
const persisted = [[...sent, list.length]];

const paged: string[] = [];
for (let after: string | null = null, more = true; more; ) {
  const variables: { first: number; after: string | null } = { first: 7, after };
  const { guidance } = (await ask(AppPageQueryDocument, variables)).data;
  paged.push(...(guidance?.edges ?? []).map(({ node }) => node.id));
  after = guidance?.pageInfo.endCursor ?? null;
  more = guidance?.pageInfo.hasNextPage ?? false;
}

const inLocale = async (fallback: LocaleFallback) =>
  (await ask(AppLocaleQueryDocument, { locale: "cy", fallback })).data.guidance?.nodes;

const mutationSent: string[] = [];
const variables = { input: mutationInput() };
const registered = await ask(AppRegisterMutationDocument, variables, { token: key, sent: mutationSent });

const failed = await ask(AppErrorQueryDocument, { locale: "fr" });
const [error] = failed.errors ?? [];

const limit = await untilRefused(async () => {
  const { errors, status, retryAfter } = await ask(AppListQueryDocument, {}, { token: poorKey });
  return errors && { status, retryAfter, code: errors[0]?.extensions.code };
});

print({
  list,
  paged,
  none: await inLocale("NONE"),
  default: await inLocale("DEFAULT"),
  persisted,
  mutation: [...mutationSent, registered.data.registerOperations],
  error: { code: error?.extensions.code, path: error?.path, data: failed.data },
  limit,
});
