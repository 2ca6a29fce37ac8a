// Generates what the clients need from a folder's operations: node prepare.js SCHEMA OPERATIONS FOLDER
import { join } from "node:path";
import { apollo, codegen, relay } from "../generators.js";

const [schema, operations, folder] = process.argv.slice(2);
const documents = join(operations, "*.graphql");
const config = { documentMode: "string", scalars: { DateTime: "string" }, useTypeImports: true, enumsAsTypes: true };

const packages = ["@graphql-codegen/cli", "@graphql-codegen/client-preset"];
await codegen(packages, schema, documents, join(folder, "codegen"), { mode: "replaceDocumentWithHash" }, config);
apollo(documents, join(folder, "apollo"));
relay("relay-compiler", schema, documents, join(folder, "relay"));
