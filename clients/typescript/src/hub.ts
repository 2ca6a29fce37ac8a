import { type GraphQLError, HubError, retryDelay } from "./errors.ts";
import { readEvents } from "./events.ts";
import { type Operation, registeredHash, type Result, type Variables } from "./operations.ts";

export interface HubOptions {
  /** An API key; none is needed for public content. A function can return an access token that is renewed. */
  key?: string | (() => string | Promise<string>);
  /** The address of the event streams, if it is not `<url>/graphql/stream`. */
  streamUrl?: string;
  /** How often a request is repeated when the hub is busy or does not answer; 4 by default. */
  retries?: number;
  /** The longest wait before a request is repeated, in seconds; 60 by default. If the hub asks for more, it fails. */
  longestWait?: number;
  /** How many responses are kept for revalidation by ETag; 100 by default. */
  cacheSize?: number;
  /** Milliseconds until a request is given up; 10,000 by default. */
  timeout?: number;
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch;
}

export interface RequestOptions {
  signal?: AbortSignal;
}

interface Cached {
  etag: string;
  result: Result<unknown>;
}

const ACCEPT = "application/graphql-response+json";
const LONGEST_URL = 2000;

/** A hub, for queries, mutations and subscriptions. */
export class Hub {
  readonly url: string;
  readonly #options: Required<Omit<HubOptions, "key" | "fetch">> & Pick<HubOptions, "key">;
  readonly #fetch: typeof fetch;
  readonly #cache = new Map<string, Cached>();

  constructor(url: string, options: HubOptions = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
    const defaults = { retries: 4, longestWait: 60, cacheSize: 100, timeout: 10_000 };
    this.#options = { ...defaults, streamUrl: `${this.url}/graphql/stream`, ...options };
  }

  /** The data of a query. Throws HubError if there are errors, also if only some fields failed. */
  async query<Data, Vars extends Variables = Variables>(
    operation: Operation<Data, Vars>,
    variables?: Vars,
    options?: RequestOptions,
  ): Promise<Data> {
    const { data, errors } = await this.execute(operation, variables, options);
    if (errors) throw new HubError(200, errors, undefined, data);
    return data;
  }

  /** The data and errors of a query. Throws HubError only if the operation did not run. */
  async execute<Data, Vars extends Variables = Variables>(
    operation: Operation<Data, Vars>,
    variables?: Vars,
    options?: RequestOptions,
  ): Promise<Result<Data>> {
    const hash = registeredHash(operation as Operation<unknown, never>);
    if (hash) {
      try {
        return await this.#repeat(() => this.#get(`/graphql/op/${hash}`, { variables }, options), options);
      } catch (error) {
        if (!(error instanceof HubError && error.code === "PERSISTED_QUERY_NOT_FOUND")) throw error;
      }
    }
    const body = { query: operation.toString(), variables };
    return this.#repeat(() => this.#get("/graphql", body, options), options);
  }

  /**
   * The data of a mutation. It is sent with an idempotency key, so repeating it after a lost response does no harm;
   * pass the key to repeat it yourself, for example after a restart.
   */
  async mutate<Data, Vars extends Variables = Variables>(
    operation: Operation<Data, Vars>,
    variables?: Vars,
    { idempotencyKey = crypto.randomUUID(), ...options }: RequestOptions & { idempotencyKey?: string } = {},
  ): Promise<Data> {
    const body = { query: operation.toString(), variables };
    const headers = { "Idempotency-Key": idempotencyKey };
    const { data, errors } = await this.#repeat(() => this.#post<Data>("/graphql", body, headers, options), options);
    if (errors) throw new HubError(200, errors, undefined, data);
    return data;
  }

  /** The results of a subscription, until it is complete. Throws HubError when the connection is lost. */
  async *subscribe<Data, Vars extends Variables = Variables>(
    operation: Operation<Data, Vars>,
    variables?: Vars,
    { signal }: RequestOptions = {},
  ): AsyncGenerator<Result<Data>, void, undefined> {
    const body = JSON.stringify({ query: operation.toString(), variables });
    const headers = await this.#headers({ Accept: "text/event-stream", "Content-Type": "application/json" });
    const init: RequestInit = { method: "POST", headers, body, ...(signal && { signal }) };
    const response = await this.#send(this.#options.streamUrl, init);
    if (!response.ok || !response.body) throw await failure(response);
    for await (const { event, data } of readEvents(response.body)) {
      if (event === "complete") return;
      if (event === "next") yield JSON.parse(data) as Result<Data>;
    }
    throw noResponse("The stream ended");
  }

  /** GET if the address is short enough, because caches can answer that; POST otherwise. */
  async #get<Data>(path: string, body: Variables, options: RequestOptions = {}): Promise<Result<Data>> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(body)) {
      if (value !== undefined) parameters.set(name, typeof value === "string" ? value : JSON.stringify(value));
    }
    const url = `${this.url}${path}?${parameters}`;
    if (url.length > LONGEST_URL) return this.#post(path, body, {}, options);
    const headers = await this.#headers({ Accept: ACCEPT });
    const cached = this.#cache.get(`${headers.get("Authorization")} ${url}`);
    if (cached) headers.set("If-None-Match", cached.etag);
    const response = await this.#send(url, { headers, signal: this.#signal(options) });
    if (response.status === 304 && cached) return cached.result as Result<Data>;
    const result = await read<Data>(response);
    const etag = response.headers.get("ETag");
    if (etag) this.#remember(`${headers.get("Authorization")} ${url}`, { etag, result });
    return result;
  }

  async #post<Data>(
    path: string,
    body: Variables,
    extra: Record<string, string>,
    options: RequestOptions = {},
  ): Promise<Result<Data>> {
    const headers = await this.#headers({ Accept: ACCEPT, "Content-Type": "application/json", ...extra });
    const init = { method: "POST", headers, body: JSON.stringify(body), signal: this.#signal(options) };
    return read<Data>(await this.#send(this.url + path, init));
  }

  async #repeat<T>(attempt: () => Promise<T>, { signal }: RequestOptions = {}): Promise<T> {
    for (let number = 0; ; number += 1) {
      try {
        return await attempt();
      } catch (error) {
        signal?.throwIfAborted();
        const delay = error instanceof HubError ? retryDelay(error, number) : undefined;
        const tooLong = delay === undefined || delay > this.#options.longestWait * 1000;
        if (tooLong || number >= this.#options.retries) throw error;
        await pause(delay, signal);
      }
    }
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(url, init);
    } catch (error) {
      throw noResponse(String(error));
    }
  }

  async #headers(given: Record<string, string>): Promise<Headers> {
    const { key } = this.#options;
    const secret = typeof key === "function" ? await key() : key;
    return new Headers(secret ? { ...given, Authorization: `Bearer ${secret}` } : given);
  }

  #signal({ signal }: RequestOptions): AbortSignal {
    const timeout = AbortSignal.timeout(this.#options.timeout);
    return signal ? AbortSignal.any([signal, timeout]) : timeout;
  }

  #remember(name: string, cached: Cached): void {
    this.#cache.delete(name);
    this.#cache.set(name, cached);
    const oldest = this.#cache.keys().next();
    if (this.#cache.size > this.#options.cacheSize && !oldest.done) this.#cache.delete(oldest.value);
  }
}

/** Wait; rejects when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** The result in a response; throws HubError if the operation did not run. */
async function read<Data>(response: Response): Promise<Result<Data>> {
  const copy = response.clone();
  const result = (await response.json().catch(() => ({}))) as Partial<Result<Data>>;
  if (!response.ok || !("data" in result) || (result.data === null && result.errors)) throw await failure(copy);
  return result as Result<Data>;
}

async function failure(response: Response): Promise<HubError> {
  const { errors } = (await response.json().catch(() => ({}))) as { errors?: GraphQLError[] };
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const retryAfter = Number.isNaN(seconds) ? undefined : seconds;
  return new HubError(response.status, errors ?? [{ message: `Status ${response.status}` }], retryAfter);
}

function noResponse(message: string): HubError {
  return new HubError(0, [{ message, extensions: { code: "NO_RESPONSE" } }]);
}
