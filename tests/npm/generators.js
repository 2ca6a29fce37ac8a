// Code generators and manifest generators, called as apps call them.
import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

function run(program, config) {
  const stdio = ["ignore", "ignore", "inherit"];
  execFileSync(process.execPath, [require.resolve(program), ...config], { cwd: dirname(config.at(-1)), stdio });
}

// graphql-codegen's client preset: writes `${made}.json` and the folder `made`.
export async function codegen([cli, preset], schema, documents, made, persistedDocuments, config = {}) {
  const { generate } = await import(cli);
  const generated = { preset: (await import(preset)).preset, presetConfig: { persistedDocuments }, config };
  await generate({ schema, documents, silent: true, generates: { [`${made}/`]: generated } }, true);
  copyFileSync(join(made, "persisted-documents.json"), `${made}.json`);
}

// Apollo Client's manifest generator: writes `${made}.json`.
export function apollo(documents, made) {
  writeFileSync(`${made}.config.json`, JSON.stringify({ documents, output: `${made}.json` }));
  run("@apollo/generate-persisted-query-manifest/cli.js", ["--config", `${made}.config.json`]);
}

// Relay's compiler: writes `${made}.json` and artefacts into the folder `made`.
export function relay(compiler, schema, documents, made, algorithm) {
  mkdirSync(made);
  const tagged = globSync(documents).map((file) => `graphql\`${readFileSync(file, "utf8")}\`;`);
  writeFileSync(join(made, "App.js"), tagged.join("\n"));
  const persistConfig = { file: `${made}.json`, ...(algorithm && { algorithm }) };
  writeFileSync(persistConfig.file, "{}");
  writeFileSync(`${made}.config.json`, JSON.stringify({ src: made, schema, language: "javascript", persistConfig }));
  run(`${compiler}/cli.js`, [`${made}.config.json`]);
}
