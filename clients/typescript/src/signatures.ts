/** A public key of the set at `/.well-known/jwks.json`. */
export interface Jwk extends JsonWebKey {
  kid: string;
}

export interface Jwks {
  keys: Jwk[];
}

/** The signature of an edition, as selected with `edition { signature { keyId canonical value } }`. */
export interface Signature {
  keyId: string;
  canonical: string;
  value: string;
}

type Json = Record<string, any>;

/** Content of a response, with its signature. */
export interface SignedContent extends Json {
  edition: Json & { signature: Signature };
}

const COMPARED_IN_BLOCKS = ["html", "text", "title", "caption"];
/** Addresses of links within the hub are not signed: they change when a page moves. */
const INTERNAL_LINK = /<a href="[^"]*" (data-(?:content|asset)=)/g;

/** The hub's public keys. Keep them, and fetch them again when `verify` does not know a key. */
export async function fetchKeys(url: string): Promise<Jwks> {
  return (await fetch(`${url.replace(/\/+$/, "")}/.well-known/jwks.json`)).json() as Promise<Jwks>;
}

/**
 * The signed edition that a response's content shows. Throws if the signature is wrong, or if the content differs from
 * what was signed. It proves that the hub published the text, not that it is still valid: check `expiresAt`.
 */
export async function verify(content: SignedContent, { keys }: Jwks): Promise<Json> {
  const { keyId, canonical, value } = content.edition.signature;
  const jwk = keys.find(({ kid }) => kid === keyId);
  if (!jwk) throw new Error("The key is not known: fetch the keys again");
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
  const signed = new TextEncoder().encode(canonical);
  if (!(await crypto.subtle.verify("Ed25519", key, decode(value), signed))) throw new Error("The signature is wrong");
  const edition = JSON.parse(canonical) as Json;
  compare(content, edition);
  return edition;
}

function compare(content: Json, edition: Json): void {
  // An absent text is null in a response, and may be empty in what was signed.
  const shown: Json = { ...content, ...content["edition"], edition: content["edition"].number ?? edition["edition"] };
  for (const name of Object.keys(shown)) {
    if (name in edition && !["body", "image"].includes(name) && (shown[name] || "") !== (edition[name] || ""))
      throw new Error(`${name} is not what was signed`);
  }
  if (!content["body"]) return;
  const blocks = new Map<string, Json>(edition["body"].map((block: Json) => [block["id"], block]));
  if (content["body"].map((block: Json) => block["id"]).join() !== [...blocks.keys()].join())
    throw new Error("The blocks are not those that were signed");
  for (const block of content["body"] as Json[]) {
    for (const name of COMPARED_IN_BLOCKS) {
      if (name in block && (block[name] ?? "").replace(INTERNAL_LINK, "<a $1") !== blocks.get(block["id"])?.[name])
        throw new Error(`${name} of a block is not what was signed`);
    }
  }
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
