/** An error of a response. `extensions.code` is stable: handle errors by it. */
export interface GraphQLError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; [name: string]: unknown };
}

/** A response with errors, or no usable response at all. */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly status: number;
  readonly errors: GraphQLError[];
  /** Seconds to wait before the next request, if the hub gave them. */
  readonly retryAfter: number | undefined;
  /** What the hub answered in spite of the errors: fields that failed are null. */
  readonly data: unknown;

  constructor(status: number, errors: GraphQLError[], retryAfter?: number, data?: unknown) {
    super(errors.map((error) => error.message).join("; "));
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.data = data;
  }

  /** The code of the first error, such as `OVER_BUDGET`; `NO_RESPONSE` if the hub did not answer. */
  get code(): string {
    return this.errors[0]?.extensions?.code ?? "NO_RESPONSE";
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return RETRIED.has(this.code);
  }
}

const RETRIED = new Set([
  "OVER_BUDGET",
  "TOO_MUCH_IN_PROGRESS",
  "STREAMS_FULL",
  "TOO_MANY_STREAMS",
  "INTERNAL",
  "OVER_TIME",
  "NO_RESPONSE",
]);

/**
 * Milliseconds to wait before a request is repeated, or undefined if repeating it would not help.
 * The hub's Retry-After counts; without one the wait doubles from one second, with random variation.
 */
export function retryDelay(error: HubError, attempt: number): number | undefined {
  if (error.data || !error.isTemporary || (error.code === "OVER_TIME" && attempt > 0)) return undefined;
  if (error.retryAfter !== undefined) return error.retryAfter * 1000;
  return Math.min(1000 * 2 ** attempt, 60_000) * (0.75 + Math.random() / 2);
}
