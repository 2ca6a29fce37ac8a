// Generates TypeScript for a schema and a folder of operations, as partners do: @graphql-codegen's client preset.
import { generate } from "@graphql-codegen/cli";

const [schema, documents, folder] = process.argv.slice(2);
const config = { scalars: { DateTime: "string", Date: "string", GeoJSON: "object" }, strictScalars: true, useTypeImports: true };
await generate({ schema, documents, silent: true, generates: { [`${folder}/`]: { preset: "client", config } } }, true);
