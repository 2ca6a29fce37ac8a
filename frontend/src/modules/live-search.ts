import { readEntry, updateEntry, type View } from "./history-entry";
import { fetchText, Latest } from "./latest";

/** The event that is sent after new results are shown. */
export const RESULTS = "hub:results";

/** The event that is sent after earlier results are shown again, because the reader went back or forward. */
export const RESTORED = "hub:restored";

const PAUSE = 200;
const SHOW_WAITING_AFTER = 250;

/** The URL of the page that shows these results: everything the form would send, without empty values. */
function buildUrl(form: HTMLFormElement): URL {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") url.searchParams.append(name, value);
  }
  return url;
}

function readView(results: HTMLElement): View {
  return {
    focus: document.activeElement?.id || undefined,
    open: Object.fromEntries([...results.querySelectorAll("details")].map((element) => [element.id, element.open])),
    scroll: window.scrollY,
  };
}

/** Fold and unfold what was so, and return the focus to what had it. */
function applyView(results: HTMLElement, view: View): void {
  for (const element of results.querySelectorAll("details")) element.open = view.open[element.id] ?? element.open;
  if (view.focus) document.getElementById(view.focus)?.focus({ preventScroll: true });
}

/**
 * Show results while someone types or ticks a filter. Without this script the form's button does the same.
 * Typing changes the current entry of the tab's history; ticking adds one, and Back shows the earlier results as they were.
 */
export function startLiveSearch(form: HTMLFormElement): void {
  const results = document.getElementById(form.dataset["liveSearch"] ?? "");
  const status = document.getElementById(form.dataset["status"] ?? "");
  const box = form.querySelector<HTMLInputElement>("input[type=search]");
  if (!results || !status || !box) return;
  const latest = new Latest(PAUSE);
  /** The results of the entries that were left, by their query string. */
  const left = new Map<string, string>();
  let shown = { query: window.location.search, html: results.innerHTML };
  let isTicked = false;

  const announce = (text: string | undefined): void => {
    status.textContent = text ?? "";
  };

  const show = (query: string, html: string): void => {
    shown = { query, html };
    results.innerHTML = html;
    announce(results.querySelector<HTMLElement>("[data-count]")?.dataset["count"]);
  };

  const load = async (url: URL, signal: AbortSignal, use: (html: string) => void): Promise<void> => {
    const fragment = new URL(url);
    fragment.searchParams.set("fragment", "results");
    const waiting = window.setTimeout(() => {
      results.setAttribute("aria-busy", "true");
      announce(form.dataset["searching"]);
    }, SHOW_WAITING_AFTER);
    try {
      const html = await fetchText(fragment.href, signal);
      if (html !== undefined) use(html);
    } catch {
      announce(form.dataset["failed"]);
    } finally {
      window.clearTimeout(waiting);
      if (!signal.aborted) results.removeAttribute("aria-busy");
    }
  };

  const update = async (signal: AbortSignal): Promise<void> => {
    const url = buildUrl(form);
    await load(url, signal, (html) => {
      const view = readView(results);
      if (isTicked && url.search !== shown.query) {
        updateEntry({ view });
        left.set(shown.query, shown.html);
        window.history.pushState(readEntry(), "", url);
      } else window.history.replaceState(readEntry(), "", url);
      isTicked = false;
      show(url.search, html);
      applyView(results, view);
      results.dispatchEvent(new Event(RESULTS));
    });
  };

  const restore = (): void => {
    const url = new URL(window.location.href);
    if (url.search === shown.query) return; // only the fragment has changed
    isTicked = false;
    left.set(shown.query, shown.html);
    box.value = url.searchParams.get(box.name) ?? "";
    const use = (html: string): void => {
      show(url.search, html);
      const { view } = readEntry();
      if (view) {
        applyView(results, view);
        window.scrollTo({ top: view.scroll, behavior: "instant" });
      }
      results.dispatchEvent(new Event(RESTORED));
    };
    const html = left.get(url.search);
    latest.run(async (signal) => (html === undefined ? load(url, signal, use) : use(html)), 0);
  };

  const keepView = (): void => updateEntry({ view: readView(results) });

  form.addEventListener("input", () => {
    results.querySelector("input[name=verbatim]")?.remove(); // that was for another text
    latest.run(update);
  });
  // Facets are outside the form element and belong to it by their `form` attribute.
  results.addEventListener("change", () => {
    isTicked = true;
    latest.run(update);
  });
  results.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a")) keepView();
  });
  window.addEventListener("popstate", restore);
  // Browsers that did not keep the whole page restore only its scroll position.
  const { view } = readEntry();
  if (view) applyView(results, view);
}
