// Prints the titles that a subscription sends, one line a result, until it has printed as many titles as are wanted.
import { createClient } from "graphql-sse";

const [url, query, wanted] = process.argv.slice(2);
const client = createClient({ url, retry: () => new Promise((resolve) => setTimeout(resolve, 200)), retryAttempts: 10_000 });
let printed = 0;
for await (const { data, errors } of client.iterate({ query })) {
  if (errors) throw new Error(JSON.stringify(errors));
  const titles = data.changes.nodes.map(({ content }) => content.title);
  console.log(JSON.stringify(titles));
  printed += titles.length;
  if (printed >= Number(wanted)) break;
}
process.exit(0);
