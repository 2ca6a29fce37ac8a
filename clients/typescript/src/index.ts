export { Hub, type HubOptions, type RequestOptions } from "./hub.ts";
export { Copy, type CopyOptions, MemoryStore, type Store, type Update } from "./copy.ts";
export { HubError, type GraphQLError } from "./errors.ts";
export { type Operation, type Result, type TypedOperation, type Variables } from "./operations.ts";
export { fetchKeys, type Jwks, type SignedContent, verify } from "./signatures.ts";
