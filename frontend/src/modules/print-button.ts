/** Show a button that prints the page. Without this script the browser's own menu does. */
export function startPrintButton(button: HTMLButtonElement): void {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
