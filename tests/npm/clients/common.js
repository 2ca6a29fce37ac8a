// What the programs of all clients share: their parameters, the operations, and a fetch that notes what was sent.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const { url, folder, key, poorKey, text, automatic, streamUrl } = JSON.parse(process.argv[2]);
export const sha256 = (value) => createHash("sha256").update(value).digest("hex");
export const read = (name) => readFileSync(join(folder, name), "utf8");
export const operation = (name) => read(`App${name}.graphql`);
export const bearer = (value) => (value ? { Authorization: `Bearer ${value}` } : {});
export const mutationInput = () => ({ idempotencyKey: crypto.randomUUID(), texts: [text] });

// A fetch that adds to `sent`, for each request: its method and whether it held the text or the hash of an operation.
export function noting(sent) {
  return (address, options = {}) => {
    const members = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(address).searchParams);
    sent.push(`${options.method ?? "GET"} ${members.query ? "text" : "hash"}`);
    return fetch(address, options);
  };
}

// Run an operation until it is refused, and return what is known about the refusal.
export async function untilRefused(run) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const refusal = await run();
    if (refusal) return refusal;
  }
  throw new Error("never refused");
}

export const print = (results) => console.log(JSON.stringify(results));
