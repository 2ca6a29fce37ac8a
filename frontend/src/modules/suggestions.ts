import { fetchText, Latest } from "./latest";

const PAUSE = 120;
const MIN_LETTERS = 2;

/** Suggest titles that begin with the typed text, in the browser's own list (<datalist>). */
export function startSuggestions(input: HTMLInputElement): void {
  const source = input.dataset["suggest"];
  const list = input.list;
  if (!source || !list) return;
  const latest = new Latest(PAUSE);

  const update = async (signal: AbortSignal): Promise<void> => {
    const url = new URL(source, window.location.href);
    url.searchParams.set("q", input.value.trim());
    try {
      const text = await fetchText(url.href, signal);
      if (text === undefined) return;
      const { suggestions } = JSON.parse(text) as { suggestions: string[] };
      list.replaceChildren(...suggestions.map((suggestion) => new Option(suggestion, suggestion)));
    } catch {
      list.replaceChildren(); // a search without suggestions is still a search
    }
  };

  input.addEventListener("input", () => {
    if (input.value.trim().length >= MIN_LETTERS) latest.run(update);
    else list.replaceChildren();
  });
}
