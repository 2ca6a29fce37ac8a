import { fetchText } from "./latest";

const PAUSE = 300;

/** The terms of a text without case and accents, as website/lists/country_names.py. */
function fold(text: string): string[] {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Filter the index of countries while someone types. Without this script the form's button does the same.
 * Places are many: they are fetched when the box gets the focus, and names work without them.
 */
export function startCountryFilter(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLInputElement>("input[type=search]");
  const status = document.getElementById(form.dataset["status"] ?? "");
  const list = document.getElementById("countries");
  if (!box || !status || !list) return;
  const rows = [...list.querySelectorAll<HTMLElement>("[data-terms]")];
  const terms = new Map(rows.map((row) => [row, row.dataset["terms"]?.split(" ") ?? []]));
  const letters = list.querySelector<HTMLElement>("[data-letters]");
  const others = list.querySelector<HTMLDetailsElement>("#not-listed");
  const nothing = list.querySelector<HTMLElement>("#no-country");

  const apply = (): void => {
    const query = fold(box.value);
    const isFound = (row: HTMLElement): boolean =>
      query.every((part) => terms.get(row)?.some((term) => term.startsWith(part)));
    for (const row of rows) row.hidden = !isFound(row);
    // Inner groups come after outer ones: only their rows count for both.
    for (const group of list.querySelectorAll<HTMLElement>("[data-group]"))
      group.hidden = !group.querySelector("[data-terms]:not([hidden])");
    const found = rows.filter((row) => !row.hidden);
    const listed = new Set(found.filter((row) => !others?.contains(row)).map((row) => row.dataset["code"]));
    if (letters) letters.hidden = query.length > 0;
    if (nothing) nothing.hidden = found.length > 0;
    if (others) others.open = query.length > 0 && !others.hidden;
    const text = listed.size === 1 ? form.dataset["one"] : form.dataset["many"]?.replace("{n}", String(listed.size));
    status.textContent = query.length ? (text ?? "") : "";
  };

  // Browsers limit how often the URL may change.
  const keepInUrl = (): void => {
    const url = new URL(window.location.href);
    if (box.value.trim()) url.searchParams.set("q", box.value);
    else url.searchParams.delete("q");
    window.history.replaceState(window.history.state, "", url);
  };

  const addPlaces = async (): Promise<void> => {
    const text = await fetchText(form.dataset["places"] ?? "", new AbortController().signal);
    const places = JSON.parse(text ?? "{}") as Record<string, string>;
    for (const row of rows) terms.get(row)?.push(...(places[row.dataset["code"] ?? ""] ?? "").split(" "));
    if (box.value) apply();
  };

  box.addEventListener("focus", () => void addPlaces().catch(() => undefined), { once: true });
  let timer: number | undefined;
  box.addEventListener("input", () => {
    apply();
    window.clearTimeout(timer);
    timer = window.setTimeout(keepInUrl, PAUSE);
  });
}
