/** Send answers without leaving the page. Without this script the same forms lead to pages of their own. */
export function startFeedback(section: HTMLElement): void {
  const answer = section.querySelector<HTMLElement>("[data-feedback-answer]");
  if (!answer) return;
  let hasFailed = false;

  const send = async (form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) body.append(name, String(value));
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    answer.replaceChildren(...(page.querySelector("[data-feedback-answer]")?.childNodes ?? []));
    answer.focus({ preventScroll: true });
  };

  section.addEventListener("submit", (event) => {
    if (hasFailed || !(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    const { target, submitter } = event;
    send(target, submitter).catch(() => {
      hasFailed = true;
      target.requestSubmit(submitter); // as without this script
    });
  });
}
