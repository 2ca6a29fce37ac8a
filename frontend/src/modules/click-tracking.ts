import { readEntry, updateEntry } from "./history-entry";
import { RESTORED, RESULTS } from "./live-search";

const TYPING_ENDS_AFTER = 2000;

/** The opened results, stored in the tab's history, so that a reader who comes back continues the same search. */
function openedBefore(): Set<string> {
  return new Set(readEntry().opened);
}

function remember(opened: Set<string>): void {
  updateEntry({ opened: [...opened] });
}

/**
 * Report which results are opened and which search typing ends with: counted by text and day, never by reader.
 * Reports contain only what the page itself contains. Without this script nothing is reported.
 */
export function startClickTracking(results: HTMLElement): void {
  const page = (): DOMStringMap => results.querySelector<HTMLElement>("[data-token]")?.dataset ?? {};
  let text = page()["text"];
  let opened = openedBefore();
  let uncounted: string | undefined;
  let timer: number | undefined;

  const report = (token: string | undefined, event: Record<string, string>): void => {
    const url = page()["report"];
    if (token && url) navigator.sendBeacon(url, new URLSearchParams({ token, ...event }));
  };
  // A text that has not changed for a while, or found something to open, is a search and not half a word.
  const endTyping = (): void => {
    window.clearTimeout(timer);
    report(uncounted, { settled: "" }); // codespell:ignore settled
    uncounted = undefined;
  };
  const open = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("[data-number] a") : null;
    const number = link?.closest<HTMLElement>("[data-number]")?.dataset["number"];
    if (!link || !number || event.button > 1 || opened.has(link.href)) return;
    endTyping();
    report(page()["token"], { opened: number, ...(opened.size ? { again: "" } : {}) });
    remember(opened.add(link.href));
  };

  results.addEventListener(RESULTS, () => {
    if (page()["text"] === text) return; // a filter was set: the same search
    window.clearTimeout(timer);
    text = page()["text"];
    remember((opened = new Set()));
    uncounted = page()["token"];
    timer = window.setTimeout(endTyping, TYPING_ENDS_AFTER);
  });
  results.addEventListener(RESTORED, () => {
    window.clearTimeout(timer); // what is shown again was counted when it was first shown
    uncounted = undefined;
    text = page()["text"];
    opened = openedBefore();
  });
  results.addEventListener("click", open);
  results.addEventListener("auxclick", open); // the middle button
}
