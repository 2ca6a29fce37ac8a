// Generates typed, hashed operations as texts: what docs/api/start.md shows partners who use the TypeScript client.
import { generate } from "@graphql-codegen/cli";

const [schema, documents, folder] = process.argv.slice(2);
const config = { documentMode: "string", scalars: { DateTime: "string", Date: "string", GeoJSON: "object" }, strictScalars: true, useTypeImports: true };
const presetConfig = { persistedDocuments: { hashAlgorithm: "sha256" }, fragmentMasking: false };
await generate({ schema, documents, silent: true, generates: { [`${folder}/`]: { preset: "client", config, presetConfig } } }, true);
