/** Run only the newest of many requests: wait until typing pauses, and abort an older one. */
export class Latest {
  private timer: number | undefined;
  private controller: AbortController | undefined;

  constructor(private readonly pause: number) {}

  run(task: (signal: AbortSignal) => Promise<void>, pause = this.pause): void {
    window.clearTimeout(this.timer);
    this.controller?.abort();
    const controller = new AbortController();
    this.controller = controller;
    this.timer = window.setTimeout(() => void task(controller.signal), pause);
  }
}

/** Fetch text, or return undefined if a newer request has aborted this one. */
export async function fetchText(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal, credentials: "same-origin" });
    if (!response.ok) throw new Error(`${response.status} from ${url}`);
    return await response.text();
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
