/** Offer what this browser can do: its own menu for sharing, or copying. Without this script the address can be selected. */
export function startSharing(section: HTMLElement): void {
  const { title = "", url = "" } = section.dataset;
  const native = section.querySelector<HTMLButtonElement>("[data-share-native]");
  const copy = section.querySelector<HTMLButtonElement>("[data-share-copy]");
  const box = section.querySelector<HTMLInputElement>("input");
  const status = section.querySelector<HTMLElement>("[data-share-status]");

  if (native && "share" in navigator) {
    native.parentElement?.removeAttribute("hidden");
    // A reader who closes the menu has changed their mind: nothing to say.
    native.addEventListener("click", () => void navigator.share({ title, url }).catch(() => undefined));
  }
  // Browsers have a clipboard only on secure addresses.
  if (copy && status && "clipboard" in navigator) {
    copy.hidden = false;
    copy.addEventListener("click", () => {
      navigator.clipboard.writeText(url).then(
        () => (status.textContent = copy.dataset["copied"] ?? ""),
        () => box?.select(),
      );
    });
  }
  box?.addEventListener("focus", () => box.select());
}
