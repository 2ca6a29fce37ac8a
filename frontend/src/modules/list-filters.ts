/** Show the filters that the list has when a browser brings a whole page back, instead of those that were chosen next. */
export function keepFiltersTrue(form: HTMLFormElement): void {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) form.reset();
  });
}
