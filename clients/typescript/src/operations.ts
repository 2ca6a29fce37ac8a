import type { GraphQLError } from "./errors.ts";

export type Variables = Record<string, unknown>;

/**
 * An operation with the types of its data and variables: what the client preset of graphql-codegen generates with
 * `documentMode: 'string'`. With `persistedDocuments` it also has its hash, and is requested by that.
 */
export interface TypedOperation<Data, Vars> {
  toString(): string;
  __apiType?: (variables: Vars) => Data;
  __meta__?: Record<string, unknown> | undefined;
}

/** The text of an operation, or a generated one. */
export type Operation<Data, Vars> = string | TypedOperation<Data, Vars>;

/** Data, and the errors of fields that failed. */
export interface Result<Data> {
  data: Data;
  errors?: GraphQLError[];
  extensions?: Record<string, unknown>;
}

/** The hash under which an operation is registered: 64 hexadecimal digits. */
export function registeredHash(operation: Operation<unknown, never>): string | undefined {
  const hash = typeof operation === "string" ? undefined : operation.__meta__?.["hash"];
  return typeof hash === "string" ? hash.replace(/^sha256:/, "") : undefined;
}
