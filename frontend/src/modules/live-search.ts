import { fetchText, Latest } from "./latest";

/** The event that is sent after new results are shown. */
export const RESULTS = "hub:results";

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

/** Replace the results, keeping focus and open facets. */
function replace(results: HTMLElement, html: string): void {
  const focused = results.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const open = new Set([...results.querySelectorAll("details[open]")].map((element) => element.id));
  results.innerHTML = html;
  for (const element of results.querySelectorAll("details")) element.open ||= open.has(element.id);
  if (focused) document.getElementById(focused)?.focus();
  results.dispatchEvent(new Event(RESULTS));
}

/** Show results while someone types or ticks a filter. Without this script the form's button does the same. */
export function startLiveSearch(form: HTMLFormElement): void {
  const results = document.getElementById(form.dataset["liveSearch"] ?? "");
  const status = document.getElementById(form.dataset["status"] ?? "");
  if (!results || !status) return;
  const latest = new Latest(PAUSE);
  const announce = (text: string | undefined): void => {
    status.textContent = text ?? "";
  };

  const update = async (signal: AbortSignal): Promise<void> => {
    const url = buildUrl(form);
    const fragment = new URL(url);
    fragment.searchParams.set("fragment", "results");
    const waiting = window.setTimeout(() => {
      results.setAttribute("aria-busy", "true");
      announce(form.dataset["searching"]);
    }, SHOW_WAITING_AFTER);
    try {
      const html = await fetchText(fragment.href, signal);
      if (html === undefined) return;
      replace(results, html);
      window.history.replaceState(window.history.state, "", url);
      announce(results.querySelector<HTMLElement>("[data-count]")?.dataset["count"]);
    } catch {
      announce(form.dataset["failed"]);
    } finally {
      window.clearTimeout(waiting);
      if (!signal.aborted) results.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("input", () => latest.run(update));
  // Facets are outside the form element and belong to it by their `form` attribute.
  results.addEventListener("change", () => latest.run(update));
}
