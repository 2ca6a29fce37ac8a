import { RESULTS } from "./live-search";

const SETTLED_AFTER = 2000;

/** What has been opened, kept with the page in the tab's history: who comes back to it goes on with the same search. */
function openedBefore(): Set<string> {
  const state = window.history.state as { opened?: string[] } | null;
  return new Set(state?.opened);
}

function remember(opened: Set<string>): void {
  window.history.replaceState({ opened: [...opened] }, "");
}

/**
 * Report that a result was opened, and what was searched for while typing: counted by text and day, never by reader.
 * Nothing is sent but what the page itself carries. Without this script nothing is reported.
 */
export function startFollowing(results: HTMLElement): void {
  const page = (): DOMStringMap => results.querySelector<HTMLElement>("[data-token]")?.dataset ?? {};
  let text = page()["text"];
  let opened = openedBefore();
  let unsettled: string | undefined;
  let timer: number | undefined;

  const report = (token: string | undefined, said: Record<string, string>): void => {
    const address = page()["report"];
    if (token && address) navigator.sendBeacon(address, new URLSearchParams({ token, ...said }));
  };
  // Text that has stood for a while, or found something to open, is what was meant: not half a word.
  const settle = (): void => {
    window.clearTimeout(timer);
    report(unsettled, { settled: "" });
    unsettled = undefined;
  };
  const open = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-number] a") : null;
    const number = link?.closest<HTMLElement>("[data-number]")?.dataset["number"];
    if (!link || !number || event.button > 1 || opened.has(link.href)) return;
    settle();
    report(page()["token"], { opened: number, ...(opened.size ? { again: "" } : {}) });
    remember(opened.add(link.href));
  };

  results.addEventListener(RESULTS, () => {
    if (page()["text"] === text) return; // a filter was set: the same search
    window.clearTimeout(timer);
    text = page()["text"];
    remember((opened = new Set()));
    unsettled = page()["token"];
    timer = window.setTimeout(settle, SETTLED_AFTER);
  });
  results.addEventListener("click", open);
  results.addEventListener("auxclick", open); // the middle button
}
