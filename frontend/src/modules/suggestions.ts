import { fetchText, Latest } from "./latest";

const PAUSE = 120;
const FEWEST_LETTERS = 2;

/** Offer titles that begin as the reader types, in the browser's own list (<datalist>). */
export function startSuggestions(input: HTMLInputElement): void {
  const source = input.dataset["suggest"];
  const list = input.list;
  if (!source || !list) return;
  const latest = new Latest(PAUSE);

  const update = async (signal: AbortSignal): Promise<void> => {
    const address = new URL(source, window.location.href);
    address.searchParams.set("q", input.value.trim());
    try {
      const text = await fetchText(address.href, signal);
      if (text === undefined) return;
      const { suggestions } = JSON.parse(text) as { suggestions: string[] };
      list.replaceChildren(...suggestions.map((suggestion) => new Option(suggestion, suggestion)));
    } catch {
      list.replaceChildren(); // a search without suggestions is still a search
    }
  };

  input.addEventListener("input", () => {
    if (input.value.trim().length >= FEWEST_LETTERS) latest.run(update);
    else list.replaceChildren();
  });
}
