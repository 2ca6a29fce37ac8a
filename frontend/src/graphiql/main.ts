// GraphiQL on the hub's own origin. Only /graphql loads it; the site's pages never do.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

import { type Example, offer } from "./history";
import "./page.css";

const place = document.getElementById("graphiql");
const examples = JSON.parse(document.getElementById("examples")?.textContent ?? "[]") as Example[];

if (place) {
  offer(examples, localStorage);
  const fetcher = createGraphiQLFetcher({ url: "/graphql" });
  const options = { fetcher, defaultTabs: examples, shouldPersistHeaders: false };
  const changes = createElement("a", { href: place.dataset["changelog"], className: "changelog" }, "Changes of the schema");
  createRoot(place).render(createElement(GraphiQL, options, createElement(GraphiQL.Footer, null, changes)));
}
