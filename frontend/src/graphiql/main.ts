// GraphiQL on the hub's own origin. Only /graphql loads it; the site's pages never do.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

import "./page.css";

interface Example {
  query: string;
}

const place = document.getElementById("graphiql");
const examples = JSON.parse(document.getElementById("examples")?.textContent ?? "[]") as Example[];

if (place) {
  const fetcher = createGraphiQLFetcher({ url: "/graphql" });
  createRoot(place).render(createElement(GraphiQL, { fetcher, defaultTabs: examples, shouldPersistHeaders: false }));
}
