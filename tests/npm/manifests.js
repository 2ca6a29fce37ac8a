// Writes the manifests that code generators make of a folder's operations, one for each tool, major version and hash
// algorithm: node manifests.js SCHEMA OPERATIONS FOLDER
import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [schema, operations, folder] = process.argv.slice(2);
const documents = join(operations, "*.graphql");
const require = createRequire(import.meta.url);

function run(program, ...arguments_) {
  execFileSync(process.execPath, [require.resolve(program), ...arguments_], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

async function codegen(cli, preset, name, hashAlgorithm) {
  const { generate } = await import(cli);
  const client = (await import(preset)).preset;
  const made = join(folder, `${name}/`);
  const presetConfig = { persistedDocuments: hashAlgorithm ? { hashAlgorithm } : true };
  await generate({ schema, documents, silent: true, generates: { [made]: { preset: client, presetConfig } } }, true);
  copyFileSync(join(made, "persisted-documents.json"), join(folder, `${name}.json`));
}

function apollo() {
  const config = join(folder, "persisted-query-manifest.config.json");
  writeFileSync(config, JSON.stringify({ documents, output: join(folder, "apollo.json") }));
  run("@apollo/generate-persisted-query-manifest/cli.js", "--config", config);
}

function relay(compiler, name, algorithm) {
  const src = join(folder, name);
  mkdirSync(src);
  const tagged = globSync(documents).map((file) => `graphql\`${readFileSync(file, "utf8")}\`;`);
  writeFileSync(join(src, "App.js"), tagged.join("\n"));
  const persistConfig = { file: `${src}.json`, ...(algorithm && { algorithm }) };
  writeFileSync(persistConfig.file, "{}");
  writeFileSync(`${src}.config.json`, JSON.stringify({ src, schema, language: "javascript", persistConfig }));
  run(`${compiler}/cli.js`, `${src}.config.json`);
}

const presets = {
  6: ["@graphql-codegen/cli", "@graphql-codegen/client-preset"],
  5: ["codegen-cli-6", "client-preset-5"],
  4: ["codegen-cli-5", "client-preset-4"],
};
for (const [version, [cli, preset]] of Object.entries(presets)) {
  await codegen(cli, preset, `client-preset-${version}-default`);
  for (const algorithm of ["sha256", "md5"]) await codegen(cli, preset, `client-preset-${version}-${algorithm}`, algorithm);
}
await codegen(...presets[6], "sha512", "sha512");
await codegen(...presets[6], "own-function", (text) => `app-${text.length}`);
apollo();
for (const [version, compiler] of Object.entries({ 21: "relay-compiler", 20: "relay-compiler-20", 19: "relay-compiler-19" })) {
  relay(compiler, `relay-compiler-${version}-default`);
  for (const algorithm of ["SHA1", "SHA256"]) relay(compiler, `relay-compiler-${version}-${algorithm}`, algorithm);
}
