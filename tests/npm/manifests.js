// Writes the manifests that code generators make of a folder's operations, one for each tool, major version and hash
// algorithm: node manifests.js SCHEMA OPERATIONS FOLDER
import { join } from "node:path";
import { apollo, codegen, relay } from "./generators.js";

const [schema, operations, folder] = process.argv.slice(2);
const documents = join(operations, "*.graphql");
const presets = {
  6: ["@graphql-codegen/cli", "@graphql-codegen/client-preset"],
  5: ["codegen-cli-6", "client-preset-5"],
  4: ["codegen-cli-5", "client-preset-4"],
};
const compilers = { 21: "relay-compiler", 20: "relay-compiler-20", 19: "relay-compiler-19" };
const made = (name) => join(folder, name);

for (const [version, packages] of Object.entries(presets)) {
  const name = `client-preset-${version}`;
  await codegen(packages, schema, documents, made(`${name}-default`), true);
  for (const hashAlgorithm of ["sha256", "md5"]) {
    await codegen(packages, schema, documents, made(`${name}-${hashAlgorithm}`), { hashAlgorithm });
  }
}
await codegen(presets[6], schema, documents, made("sha512"), { hashAlgorithm: "sha512" });
await codegen(presets[6], schema, documents, made("own-function"), { hashAlgorithm: (text) => `app-${text.length}` });
apollo(documents, made("apollo"));
for (const [version, compiler] of Object.entries(compilers)) {
  relay(compiler, schema, documents, made(`relay-compiler-${version}-default`));
  for (const algorithm of ["SHA1", "SHA256"]) {
    relay(compiler, schema, documents, made(`relay-compiler-${version}-${algorithm}`), algorithm);
  }
}
