/** A public key of the set at `/.well-known/jwks.json`. */
export interface Jwk extends JsonWebKey {
  kid: string;
}

export interface Jwks {
  keys: Jwk[];
}

/** The signature of an edition, as selected with `signature { keyId canonical value }`. */
export interface Signature {
  keyId: string;
  canonical: string;
  value: string;
}

type Json = Record<string, any>;

const COMPARED_IN_BLOCKS = ["html", "text", "title", "caption"];
/** Addresses of links within the hub are not signed: they change when a page moves. */
const INTERNAL_LINK = /<a href="[^"]*" (data-(?:content|asset)=)/g;

/** The hub's public keys. Keep them, and fetch them again when `verify` does not know a key. */
export async function fetchKeys(url: string): Promise<Jwks> {
  return (await fetch(`${url.replace(/\/+$/, "")}/.well-known/jwks.json`)).json() as Promise<Jwks>;
}
