/** What the tab's history keeps with one entry. */
export interface HistoryEntry {
  /** The results that were opened (click-tracking.ts). */
  opened?: string[];
  /** How the results were being read (live-search.ts). */
  view?: View;
}

/** Where on the page someone was, and which details were open, by id. */
export interface View {
  focus: string | undefined;
  open: Record<string, boolean>;
  scroll: number;
}

/** Return what the current entry keeps. */
export function readEntry(): HistoryEntry {
  return (window.history.state as HistoryEntry | null) ?? {};
}

/** Change what the current entry keeps. */
export function updateEntry(changes: HistoryEntry): void {
  window.history.replaceState({ ...readEntry(), ...changes }, "");
}
