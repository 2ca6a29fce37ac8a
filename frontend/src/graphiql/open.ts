// GraphiQL on the hub's own origin, with the schema from the documentation: it needs no introspection, and so no key.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

import { type Example, offer } from "./history";

async function fetchSchema(url: string): Promise<GraphQLSchema> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.statusText);
  return buildClientSchema(((await response.json()) as { data: IntrospectionQuery }).data);
}

/** Start GraphiQL in `place`, with the example that the page's URL names. */
export async function open(place: HTMLElement): Promise<void> {
  const { endpoint = "", schema = "" } = place.dataset;
  const examples = JSON.parse(document.getElementById("examples")?.textContent ?? "[]") as Example[];
  const wanted = new URLSearchParams(window.location.search).get("example");
  const chosen = examples.find(({ slug }) => slug === wanted);
  offer(examples, localStorage);
  const options = {
    fetcher: createGraphiQLFetcher({ url: endpoint }),
    schema: await fetchSchema(schema),
    defaultTabs: chosen ? [chosen, ...examples.filter((example) => example !== chosen)] : examples,
    shouldPersistHeaders: false,
    ...(chosen && { query: chosen.query }),
  };
  createRoot(place).render(createElement(GraphiQL, options));
}
